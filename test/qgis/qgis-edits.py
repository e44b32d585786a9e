"""Edits layers of a record as a person does in QGIS, one edit session a step; what QGIS said of each, as JSON on stdout.

Usage: qgis-edits.py RECORD STEPS
STEPS is a JSON list of {layer, act: insert | change | move | delete, where?, values?, wkt?}: where is a QGIS expression.
"""

import json
import sys

from qgis.core import QgsApplication, QgsGeometry, QgsVectorLayer, QgsVectorLayerUtils


def edit(record, step):
    layer = QgsVectorLayer(f"{record}|layername={step['layer']}", step["layer"], "ogr")
    layer.startEditing()
    act = step["act"]
    if act == "insert":
        values = {layer.fields().indexOf(name): value for name, value in step["values"].items()}
        geometry = QgsGeometry.fromWkt(step["wkt"]) if "wkt" in step else QgsGeometry()
        feature = QgsVectorLayerUtils.createFeature(layer, geometry, values)
        layer.addFeature(feature)
        touched = 1
    else:
        found = list(layer.getFeatures(step["where"]))
        touched = len(found)
        for feature in found:
            if act == "delete":
                layer.deleteFeature(feature.id())
            elif act == "move":
                layer.changeGeometry(feature.id(), QgsGeometry.fromWkt(step["wkt"]))
            else:
                for name, value in step["values"].items():
                    layer.changeAttributeValue(feature.id(), layer.fields().indexOf(name), value)
    committed = layer.commitChanges()
    return {"touched": touched, "committed": committed, "errors": list(layer.commitErrors())}


def main(record, steps):
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    print(json.dumps([edit(record, step) for step in json.loads(steps)], ensure_ascii=False))
    sys.stdout.flush()


main(*sys.argv[1:])
