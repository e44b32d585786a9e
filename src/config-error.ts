/** A setting that cannot be used; its message is a sentence for the person who set it. */
export class ConfigError extends Error {}
