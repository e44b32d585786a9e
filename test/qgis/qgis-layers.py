"""What QGIS makes of a record, of the tiles and of OGC API - Features of a running server, as JSON on stdout.

Usage: qgis-layers.py RECORD BASE_URL PICTURE WEST,SOUTH,EAST,NORTH (degrees)
"""

import json
import sys

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileBasicRenderer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

WEB_MERCATOR = QgsCoordinateReferenceSystem("EPSG:3857")
SIDE = 640


def record_layers(file):
    whole = QgsVectorLayer(file, "record", "ogr")
    separator = whole.dataProvider().sublayerSeparator()
    names = [line.split(separator)[1] for line in whole.dataProvider().subLayers()]
    return {name: described(QgsVectorLayer(f"{file}|layername={name}", name, "ogr")) for name in names}


def described(layer):
    features = list(layer.getFeatures())
    return {
        "valid": layer.isValid(),
        "count": layer.featureCount(),
        "read": len(features),
        "spatial": layer.isSpatial(),
        "crs": layer.crs().authid(),
        "broken": sum(1 for feature in features if layer.isSpatial() and not feature.hasGeometry()),
    }


def collection(base, name):
    uri = f"url='{base}/ogc' typename='{name}' pagingEnabled='true' pageSize='500'"
    layer = QgsVectorLayer(uri, name, "OAPIF")
    ids = [feature["id"] for feature in layer.getFeatures()] if layer.isValid() else []
    return {"valid": layer.isValid(), "crs": layer.crs().authid(), "ids": ids}


def tiles(base, ids):
    uri = f"type=xyz&url={base}/tiles/{','.join(ids)}/{{z}}/{{x}}/{{y}}.mvt&zmin=0&zmax=16"
    layer = QgsVectorTileLayer(uri, "tiles")
    renderer = QgsVectorTileBasicRenderer()
    renderer.setStyles(
        QgsVectorTileBasicRenderer.simpleStyle(
            QColor("#f4efe4"), QColor("#8a7a5c"), 0.4, QColor("#c05a1c"), 0.6, QColor("#1c5ac0"), QColor("#1c5ac0"), 1.6
        )
    )
    layer.setRenderer(renderer)
    return layer


def painted(layer, degrees, picture):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(WEB_MERCATOR)
    settings.setOutputSize(QSize(SIDE, SIDE))
    settings.setBackgroundColor(QColor("white"))
    geographic = QgsCoordinateReferenceSystem("EPSG:4326")
    to_metres = QgsCoordinateTransform(geographic, WEB_MERCATOR, QgsProject.instance())
    settings.setExtent(to_metres.transformBoundingBox(QgsRectangle(*degrees)))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(picture)
    colours = {}
    for x in range(SIDE):
        for y in range(SIDE):
            colour = image.pixelColor(x, y).name()
            colours[colour] = colours.get(colour, 0) + 1
    return {"colours": colours, "errors": [error.message for error in job.errors()]}


def main(record, base, picture, box):
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    layer = tiles(base, ["commune", "street", "address"])
    answer = {
        "version": Qgis.QGIS_VERSION,
        "record": record_layers(record),
        "collections": {name: collection(base, name) for name in ("addresses", "communes", "streets")},
        "tiles": {"valid": layer.isValid(), **painted(layer, [float(n) for n in box.split(",")], picture)},
    }
    print(json.dumps(answer))
    sys.stdout.flush()


main(*sys.argv[1:])
