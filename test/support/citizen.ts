import { Visitor } from './visitor.ts'

const PAGE = { headers: { accept: 'text/html' } }

/** A browser without scripts on the pages for citizens. */
export class Citizen extends Visitor {
  /** Sends the form of `/dang-ky` that is shown, with what is typed. */
  async declare(typed: Record<string, string>) {
    const [, action = '', content = ''] =
      /<form method="post" action="([^"]*)"([\s\S]*?)<\/form>/.exec(this.page) ?? []
    const fields: Record<string, string> = {}
    for (const [, name = '', value = ''] of content.matchAll(/<input[^>]* name="([^"]*)" value="([^"]*)"/g))
      if (!content.includes(`type="checkbox" name="${name}"`)) fields[name] = value
    for (const [, name = '', options = ''] of content.matchAll(
      /<select[^>]* name="([^"]*)">([\s\S]*?)<\/select>/g,
    ))
      fields[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? ''
    const reply = await this.form(action.replaceAll('&amp;', '&'), { ...fields, ...typed }, PAGE.headers)
    this.page = reply.text
    return reply
  }

  async open(url: string) {
    const reply = await this.ask('GET', url, PAGE)
    this.page = reply.text
    return reply
  }
}
