# SPDX-License-Identifier: Apache-2.0
"""Cairn in Blender: how the open file stands, and checkpoints, from the side bar.

Install it as an add-on (Edit > Preferences > Add-ons > Install), and turn on `cairn.bridge.enabled` in the editor. The file
has to lie in a project that is open there. Needs nothing but Blender 3.4 or newer.

Without a window: blender -b scene.blend --python cairn_bridge.py -- checkpoint "blocked out"
"""

import json
import os
import sys
import urllib.error
import urllib.request

import bpy

bl_info = {
    "name": "Cairn",
    "author": "Cairn contributors",
    "version": (1, 0, 0),
    "blender": (3, 4, 0),
    "location": "3D View > Sidebar > Cairn",
    "description": "State and checkpoints of the open file",
    "category": "System",
}


class CairnError(Exception):
    """What the bridge answered, or why it could not be asked."""


def find_bridge(path):
    """The announcement of the editor that has the project of this file open: url, token, folder."""
    folder = os.path.dirname(os.path.abspath(path))
    while True:
        try:
            with open(os.path.join(folder, ".cairn", "bridge.json"), encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError):
            above = os.path.dirname(folder)
            if above == folder:
                raise CairnError("No editor with the bridge turned on has a project of this file open.") from None
            folder = above


def ask(path, request, **values):
    bridge = find_bridge(path)
    body = json.dumps({"folder": bridge["folder"], **values}).encode()
    headers = {"Authorization": "Bearer " + bridge["token"], "Content-Type": "application/json"}
    call = urllib.request.Request(bridge["url"] + "/v1/" + request, data=body, headers=headers, method="POST")
    try:
        # No proxy of the network stands between two programs of one machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(call, timeout=600) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise CairnError(said_by(error)) from None
    except (OSError, ValueError):
        # Its window was closed or killed, also in the middle of an answer.
        raise CairnError("The editor that had this project open is gone. Open the project again, then try again.") from None


def said_by(error):
    try:
        return json.load(error)["error"]["message"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"The bridge answered with status {error.code}."


def state_of(path):
    """"untracked", "modified", "normal", "outdated" ...; None where Cairn does not know the file."""
    items = ask(path, "states", paths=[path])["items"]
    return items[0]["state"] if items else None


def checkpoint(path, comment):
    """Saves, and makes a checkpoint of what was saved. Tracks the file where it is new. Returns the version."""
    try:
        bpy.ops.wm.save_as_mainfile(filepath=path)
    except RuntimeError as error:
        raise CairnError(f"The scene could not be saved, so there is no checkpoint: {error}") from None
    is_new = state_of(path) in (None, "untracked")
    report = ask(path, "track" if is_new else "checkpoint", paths=[path], comment=comment)
    if report["refused"]:
        raise CairnError(report["refused"][0]["message"])
    return report["checkpoints"][0]["version"] if report["checkpoints"] else None


class CAIRN_OT_checkpoint(bpy.types.Operator):
    bl_idname = "cairn.checkpoint"
    bl_label = "Checkpoint"
    bl_description = "Save, and keep this version in Cairn"

    comment: bpy.props.StringProperty(name="What changed?")

    @classmethod
    def poll(cls, _context):
        return bool(bpy.data.filepath)

    def invoke(self, context, _event):
        return context.window_manager.invoke_props_dialog(self)

    def execute(self, _context):
        try:
            version = checkpoint(bpy.data.filepath, self.comment)
        except CairnError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, "Nothing changed" if version is None else f"Version {version}")
        return {"FINISHED"}


class CAIRN_OT_state(bpy.types.Operator):
    bl_idname = "cairn.state"
    bl_label = "State"
    bl_description = "Ask the editor how the open file stands"

    @classmethod
    def poll(cls, _context):
        return bool(bpy.data.filepath)

    def execute(self, _context):
        try:
            state = state_of(bpy.data.filepath)
        except CairnError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, state or "Not known to Cairn")
        return {"FINISHED"}


class CAIRN_PT_panel(bpy.types.Panel):
    bl_label = "Cairn"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Cairn"

    def draw(self, _context):
        self.layout.label(text=bpy.data.filepath or "Not saved yet")
        self.layout.operator(CAIRN_OT_state.bl_idname)
        self.layout.operator(CAIRN_OT_checkpoint.bl_idname)


CLASSES = (CAIRN_OT_checkpoint, CAIRN_OT_state, CAIRN_PT_panel)


def register():
    for each in CLASSES:
        bpy.utils.register_class(each)


def unregister():
    for each in reversed(CLASSES):
        bpy.utils.unregister_class(each)


def main(arguments):
    path = bpy.data.filepath
    if arguments[:1] == ["state"]:
        print("cairn:", state_of(path))
    elif arguments[:1] == ["checkpoint"]:
        print("cairn: version", checkpoint(path, arguments[1] if len(arguments) > 1 else ""))
    else:
        raise SystemExit("cairn: state, or checkpoint COMMENT")


if __name__ == "__main__":
    if bpy.app.background and "--" in sys.argv:
        try:
            main(sys.argv[sys.argv.index("--") + 1 :])
        except CairnError as error:
            print("cairn:", error)
            sys.exit(1)
    else:
        register()
