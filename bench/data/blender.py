"""
Makes a big Blender scene, or saves one again with a small edit. Run inside Blender, one process for each save, because
that is what moves every pointer in the file:

    blender -b --factory-startup --python blender.py -- make OUT.blend SCALE [--rigged] [--compress]
    blender -b --factory-startup --python blender.py -- edit IN.blend OUT.blend KIND [--compress]
    blender -b --factory-startup --python blender.py -- export IN.blend FOLDER

SCALE 1 is a file of about 570 MB without Blender's own compression. --rigged has ten times the
addresses: a densely weighted character, many objects, many node trees. KIND is move, sculpt, add, delete or resave.
The geometry comes from fixed seeds. export writes the scene in formats that other programs read: glTF, FBX, OBJ, STL. The bytes differ from run to run all the same: Blender writes addresses.
"""
import os
import sys

import bpy
import numpy as np

SCULPTS = 6
BONES = 48


def grid_mesh(name, side_x, side_y, shape):
    """A grid of quads with a UV map; `shape(u, v)` gives its points, an (n, 3) array."""
    u, v = np.meshgrid(np.linspace(0, 1, side_x), np.linspace(0, 1, side_y))
    u, v = u.ravel(), v.ravel()
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(u))
    mesh.vertices.foreach_set("co", shape(u, v).astype(np.float32).ravel())
    corner = (np.arange(side_y - 1)[:, None] * side_x + np.arange(side_x - 1)[None, :]).ravel()
    loops = np.stack([corner, corner + 1, corner + side_x + 1, corner + side_x], axis=1).astype(np.int32)
    mesh.loops.add(loops.size)
    mesh.loops.foreach_set("vertex_index", loops.ravel())
    mesh.polygons.add(len(loops))
    mesh.polygons.foreach_set("loop_start", np.arange(0, loops.size, 4, dtype=np.int32))
    mesh.polygons.foreach_set("loop_total", np.full(len(loops), 4, dtype=np.int32))
    mesh.update(calc_edges=True)
    layer = mesh.uv_layers.new(name="UVMap")
    uv = np.stack([u, v], axis=1)[loops.ravel()].astype(np.float32)
    layer.data.foreach_set("uv", uv.ravel())
    return mesh


def waves(u, v, seed, octaves=7):
    """Smooth noise with detail down to a few vertices, as sculpted surfaces have."""
    random = np.random.default_rng(seed)
    height = np.zeros_like(u)
    for octave in range(octaves):
        frequency = 2.0**octave * 3
        for _ in range(3):
            a, b, phase = random.uniform(-1, 1, 3)
            height += np.sin((a * u + b * v) * frequency * 6.28 + phase * 6.28) / frequency
    return height + random.normal(0, 1e-4, len(u))


def terrain(u, v):
    return np.stack([u * 200, v * 200, waves(u, v, 1) * 30], axis=1)


def head(seed):
    def shape(u, v):
        theta, phi = u * 2 * np.pi, (v * 0.98 + 0.01) * np.pi
        radius = 1 + 0.2 * waves(u, v, seed)
        ring = radius * np.sin(phi)
        return np.stack([ring * np.cos(theta), ring * np.sin(theta), radius * np.cos(phi)], axis=1)

    return shape


def link(name, data, collection, location=(0, 0, 0)):
    made = bpy.data.objects.new(name, data)
    made.location = location
    collection.objects.link(made)
    return made


def folder(name, parent):
    made = bpy.data.collections.new(name)
    parent.children.link(made)
    return made


def add_character(scale, dense, collection):
    """A rigged mesh: every vertex owns a block of weights, so its array is all pointers."""
    side = max(16, int((15_000 * scale * dense) ** 0.5))
    body = link("Character", grid_mesh("CharacterMesh", side, side, head(77)), collection)
    groups = [body.vertex_groups.new(name=f"bone.{i:03}") for i in range(BONES)]
    random = np.random.default_rng(5)
    count = side * side
    weights = random.random((count, 3)).tolist()
    for vertex in range(count):
        first = vertex * BONES // count
        for slot, weight in enumerate(weights[vertex]):
            groups[(first + slot) % BONES].add((vertex,), weight, "REPLACE")


def add_materials(scale, dense):
    made = []
    for number in range(max(10, int(80 * scale * dense))):
        material = bpy.data.materials.new(f"material.{number:04}")
        material.use_nodes = True
        tree = material.node_tree
        shader = tree.nodes["Principled BSDF"]
        shader.inputs["Roughness"].default_value = (number % 97) / 97
        previous = tree.nodes.new("ShaderNodeTexNoise")
        previous.inputs["Scale"].default_value = number
        for _ in range(6):
            mix = tree.nodes.new("ShaderNodeMixRGB")
            tree.links.new(previous.outputs["Color"], mix.inputs["Color1"])
            previous = mix
        tree.links.new(previous.outputs["Color"], shader.inputs["Base Color"])
        made.append(material)
    return made


def add_props(scale, dense, materials, collection):
    """Thousands of small objects: blocks of their own that point at each other."""
    shapes = [grid_mesh(f"prop.{i:03}", 28 + i % 9, 32, head(1000 + i)) for i in range(max(8, int(300 * scale)))]
    for number, mesh in enumerate(shapes):
        mesh.materials.append(materials[number % len(materials)])
    random = np.random.default_rng(9)
    here = None
    for number in range(max(200, int(2_000 * scale * dense))):
        if number % 400 == 0:
            here = folder(f"area.{number // 400:03}", collection)
        x, y, turn = random.uniform(0, 200, 3)
        made = link(f"prop.{number:05}", shapes[number % len(shapes)], here, (x, y, 0))
        made.rotation_euler[2] = turn
        if number % 40 == 0:
            made.keyframe_insert("location", frame=1)
            made.location.x += 2
            made.keyframe_insert("location", frame=120)


def add_images(scale):
    side = max(256, int(2048 * scale**0.5))
    for number in range(2):
        u, v = np.meshgrid(np.linspace(0, 1, side), np.linspace(0, 1, side))
        pixels = np.ones((side * side, 4), dtype=np.float32)
        for channel in range(3):
            pixels[:, channel] = 0.5 + 0.3 * waves(u.ravel(), v.ravel(), 50 + number * 3 + channel)
        image = bpy.data.images.new(f"texture.{number}", side, side)
        image.pixels.foreach_set(pixels.ravel())
        image.pack()
        image.use_fake_user = True


def make(scale, dense):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    root = bpy.context.scene.collection
    side = max(64, int((1_100_000 * scale) ** 0.5))
    link("Terrain", grid_mesh("TerrainMesh", side, side, terrain), folder("environment", root))
    heads = folder("sculpts", root)
    side = max(48, int((465_000 * scale) ** 0.5))
    for number in range(SCULPTS):
        mesh = grid_mesh(f"SculptMesh.{number}", side + 9 * number, side - 7 * number, head(20 + number))
        link(f"Sculpt.{number}", mesh, heads, (number * 3, -10, 0))
    add_character(scale, dense, folder("characters", root))
    add_props(scale, dense, add_materials(scale, dense), folder("props", root))
    add_images(scale)


def move():
    bpy.data.objects["prop.00121"].location.x += 1.25


def sculpt():
    """One stroke over about two per cent of one sculpted mesh."""
    mesh = bpy.data.meshes["SculptMesh.3"]
    points = np.empty(len(mesh.vertices) * 3, dtype=np.float32)
    mesh.vertices.foreach_get("co", points)
    points = points.reshape(-1, 3)
    centre = points[int(len(points) * 0.4)]
    distance = np.linalg.norm(points - centre, axis=1)
    fall = np.clip(1 - distance / 0.28, 0, 1) ** 2
    points += points * (0.06 * fall)[:, None]
    mesh.vertices.foreach_set("co", points.ravel())
    mesh.update()


def add():
    mesh = grid_mesh("NewPropMesh", 64, 64, head(4242))
    link("NewProp", mesh, bpy.data.collections["area.000"], (5, 5, 1))


def delete():
    bpy.data.objects.remove(bpy.data.objects["prop.00077"], do_unlink=True)


def select(names):
    bpy.ops.object.select_all(action="DESELECT")
    for name in names:
        bpy.data.objects[name].select_set(True)
        bpy.context.view_layer.objects.active = bpy.data.objects[name]


def export(folder):
    """What goes to other programs. Alembic and USD are not in every build of Blender."""
    into = lambda name: os.path.join(os.path.abspath(folder), name)
    bpy.ops.export_scene.gltf(filepath=into("scene.glb"), export_materials="NONE")
    select(["Sculpt.3", "Sculpt.4"])
    bpy.ops.export_scene.fbx(filepath=into("sculpts.fbx"), use_selection=True)
    bpy.ops.wm.obj_export(filepath=into("sculpts.obj"), export_selected_objects=True, export_materials=False)
    select(["Sculpt.3"])
    bpy.ops.export_mesh.stl(filepath=into("sculpt.stl"), use_selection=True)


EDITS = {"move": move, "sculpt": sculpt, "add": add, "delete": delete, "resave": lambda: None}


def main(words):
    flags = {word for word in words if word.startswith("--")}
    words = [word for word in words if word not in flags]
    if words[0] == "export":
        bpy.ops.wm.open_mainfile(filepath=os.path.abspath(words[1]), load_ui=False)
        export(words[2])
        return
    if words[0] == "make":
        out = words[1]
        make(float(words[2]), 10 if "--rigged" in flags else 1)
    else:
        bpy.ops.wm.open_mainfile(filepath=os.path.abspath(words[1]), load_ui=False)
        out = words[2]
        EDITS[words[3]]()
    bpy.context.preferences.filepaths.save_version = 0
    bpy.ops.wm.save_as_mainfile(filepath=os.path.abspath(out), compress="--compress" in flags)


main(sys.argv[sys.argv.index("--") + 1 :])
