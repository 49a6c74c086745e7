/** Writes binary glTF scenes that hold one mesh: a height field. */

interface Grid {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
}

function grid(size: number, height: (x: number, y: number) => number): Grid {
  const positions = new Float32Array(size * size * 3);
  const indices = new Uint32Array((size - 1) * (size - 1) * 6);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      positions.set([x / (size - 1) - 0.5, height(x, y), y / (size - 1) - 0.5], (y * size + x) * 3);
    }
  }
  let at = 0;
  for (let y = 0; y + 1 < size; y++) {
    for (let x = 0; x + 1 < size; x++) {
      const a = y * size + x;
      indices.set([a, a + size, a + 1, a + 1, a + size, a + size + 1], at);
      at += 6;
    }
  }
  return { positions, indices };
}

function describe(name: string, mesh: Grid, low: number, high: number): object {
  return {
    asset: { version: '2.0', generator: 'Cairn sample project' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, name }],
    meshes: [{ name, primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    buffers: [{ byteLength: mesh.positions.byteLength + mesh.indices.byteLength }],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: mesh.positions.byteLength, target: 34962 },
      {
        buffer: 0,
        byteOffset: mesh.positions.byteLength,
        byteLength: mesh.indices.byteLength,
        target: 34963,
      },
    ],
    accessors: [
      {
        bufferView: 0,
        componentType: 5126,
        count: mesh.positions.length / 3,
        type: 'VEC3',
        min: [-0.5, low, -0.5],
        max: [0.5, high, 0.5],
      },
      { bufferView: 1, componentType: 5125, count: mesh.indices.length, type: 'SCALAR' },
    ],
  };
}

function chunk(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(data.length, 0);
  head.writeUInt32LE(type, 4);
  return Buffer.concat([head, data]);
}

/** A mesh of `size` × `size` points, a unit wide. */
export function glb(name: string, size: number, height: (x: number, y: number) => number): Buffer {
  const mesh = grid(size, height);
  const heights = mesh.positions.filter((_, i) => i % 3 === 1);
  const low = heights.reduce((a, b) => Math.min(a, b));
  const high = heights.reduce((a, b) => Math.max(a, b));
  const text = JSON.stringify(describe(name, mesh, low, high));
  const json = Buffer.from(text.padEnd(Math.ceil(text.length / 4) * 4));
  const bytes = [mesh.positions, mesh.indices].map((part) => Buffer.from(part.buffer as ArrayBuffer));
  const chunks = Buffer.concat([chunk(0x4e4f534a, json), chunk(0x004e4942, Buffer.concat(bytes))]);
  const head = Buffer.alloc(12);
  head.write('glTF', 0, 'latin1');
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(12 + chunks.length, 8);
  return Buffer.concat([head, chunks]);
}
