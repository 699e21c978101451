// Reads the messages that transport.py packs, and joins an overview and the whole heads that belong to it.
const HEADER = 40;
const MAGIC = 0x56434c48; // "HLCV", little-endian

export function digestOf(bytes) {
    return [...bytes.subarray(HEADER - 8, HEADER)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// `values` are bytes, one for each block of cells, layer by layer, head by head, row by row; 255 stands for `scale`.
// `masked` has 1 for each masked block of each layer; null where nothing is masked.
export function decode(bytes) {
    const head = new DataView(bytes.buffer, bytes.byteOffset, HEADER);
    const at = (place) => head.getUint16(4 + 2 * place, true);
    if (head.getUint32(0, true) !== MAGIC || at(0) !== 1) throw new Error("not a message for this canvas");
    const [layers, heads, queries, keys, queryBlock, keyBlock, layer, first] = [2, 3, 4, 5, 6, 7, 8, 9].map(at);
    const rows = Math.ceil(queries / queryBlock);
    const columns = Math.ceil(keys / keyBlock);
    const namesEnd = HEADER + head.getInt32(28, true);
    const cells = layers * rows * columns;
    const isMasked = (at(1) & 1) === 1;
    const maskEnd = namesEnd + (isMasked ? Math.ceil(cells / 8) : 0);
    if (bytes.length !== maskEnd + cells * heads) throw new Error("a message of the wrong length");
    return {
        ...{ layers, heads, queries, keys, queryBlock, keyBlock, rows, columns, layer, head: first },
        digest: digestOf(bytes),
        scale: head.getFloat32(24, true),
        names: JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER, namesEnd))),
        masked: isMasked ? unpackedBits(bytes.subarray(namesEnd, maskEnd), cells) : null,
        values: bytes.subarray(maskEnd),
    };
}

function unpackedBits(bytes, length) {
    const bits = new Uint8Array(length);
    for (let place = 0; place < length; place += 1) bits[place] = (bytes[place >> 3] >> (place & 7)) & 1;
    return bits;
}

// Overview and whole head come from two mounts, in either order, so that choosing a head sends that head alone.
export function meetingOf(digest) {
    const meetings = (globalThis[Symbol.for("headlight.canvas")] ??= new Map());
    if (!meetings.has(digest)) meetings.set(digest, { surface: null, detail: null });
    return meetings.get(digest);
}

export function endMeeting(digest, surface) {
    const meetings = globalThis[Symbol.for("headlight.canvas")];
    if (meetings?.get(digest)?.surface === surface) meetings.delete(digest);
}
