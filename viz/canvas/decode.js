// Reads the messages that transport.py packs.
const HEADER = 40;
const MAGIC = 0x56434c48; // "HLCV", little-endian
const [HAS_MASK, HAS_SIGNS] = [1, 2]; // flags

export function digestOf(bytes) {
    return [...bytes.subarray(HEADER - 8, HEADER)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// `values` are bytes, one for each block of cells, layer by layer, head by head, row by row; see `valueOf`.
// `masked` has 1 for each masked block of each layer; null where nothing is masked. `picture` is an image file, or empty.
export function decode(bytes) {
    const head = new DataView(bytes.buffer, bytes.byteOffset, HEADER);
    const at = (place) => head.getUint16(4 + 2 * place, true);
    if (head.getUint32(0, true) !== MAGIC || at(0) !== 2) throw new Error("not a message for this canvas");
    const [layers, heads, queries, keys, queryBlock, keyBlock, layer, first] = [2, 3, 4, 5, 6, 7, 8, 9].map(at);
    const rows = Math.ceil(queries / queryBlock);
    const columns = Math.ceil(keys / keyBlock);
    const namesEnd = HEADER + head.getInt32(28, true);
    const names = JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER, namesEnd)));
    const cells = layers * rows * columns;
    const isMasked = (at(1) & HAS_MASK) !== 0;
    const maskEnd = namesEnd + (isMasked ? Math.ceil(cells / 8) : 0);
    const valuesEnd = maskEnd + cells * heads;
    if (bytes.length !== valuesEnd + (names.picture?.bytes ?? 0)) throw new Error("a message of the wrong length");
    return {
        ...{ layers, heads, queries, keys, queryBlock, keyBlock, rows, columns, layer, head: first, names },
        digest: digestOf(bytes),
        scale: head.getFloat32(24, true),
        signed: (at(1) & HAS_SIGNS) !== 0,
        masked: isMasked ? unpackedBits(bytes.subarray(namesEnd, maskEnd), cells) : null,
        values: bytes.subarray(maskEnd, valuesEnd),
        picture: bytes.subarray(valuesEnd),
    };
}

// Of weights 255 stands for `scale`. Differences have their zero at 127.
export function valueOf({ scale, signed }, code) {
    return signed ? ((code - 127) * scale) / 127 : (code * scale) / 255;
}

function unpackedBits(bytes, length) {
    const bits = new Uint8Array(length);
    for (let place = 0; place < length; place += 1) bits[place] = (bytes[place >> 3] >> (place & 7)) & 1;
    return bits;
}
