// Matrices drawn by the GPU, on a canvas below the one for words: bytes and the table of colours are textures, so a
// slider changes 256 colours, however many weights there are.
import { channels } from "./colours.js";

const CORNERS = `#version 300 es
uniform vec4 area; // left, top, width, height in parts of the canvas
out vec2 place;
void main() {
    place = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    vec2 at = area.xy + place * area.zw;
    gl_Position = vec4(2.0 * at.x - 1.0, 1.0 - 2.0 * at.y, 0.0, 1.0);
}`;
const COLOURS = `#version 300 es
precision highp float;
uniform sampler2D cells; // red: the byte; green: masked
uniform sampler2D table;
uniform vec2 origin, extent, pixel; // in cells: where the head starts, its size, the size of a pixel
uniform vec3 background, panel, stripe;
uniform float opacity, ratio, height;
in vec2 place;
out vec4 colour;
vec4 shade(vec2 at) {
    vec2 cell = texelFetch(cells, ivec2(origin + clamp(at, vec2(0.0), extent - 0.01)), 0).rg;
    return cell.g > 0.5 ? vec4(0.0) : vec4(texelFetch(table, ivec2(int(cell.r * 255.0 + 0.5), 0), 0).rgb, 1.0);
}
void main() {
    ivec2 steps = ivec2(clamp(ceil(pixel - 0.01), 1.0, 4.0)); // of cells smaller than a pixel, the mean
    vec4 sum = vec4(0.0);
    for (int down = 0; down < steps.y; down += 1)
        for (int across = 0; across < steps.x; across += 1)
            sum += shade(place * extent + pixel * ((vec2(across, down) + 0.5) / vec2(steps) - 0.5));
    sum /= float(steps.x * steps.y);
    float along = mod(gl_FragCoord.x + height - gl_FragCoord.y, 8.0 * ratio) / ratio;
    vec3 hatch = min(along, 8.0 - along) < 2.12 ? stripe : panel;
    colour = vec4(mix(background, sum.rgb + (1.0 - sum.a) * hatch, opacity), 1.0);
}`;

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i; // what draws where there is no GPU

// A painter on that canvas; null where no GPU would draw, for then a 2-D canvas is faster. To tell, another is asked.
export function gpuPainter(canvas) {
    const asked = { alpha: false, antialias: false, failIfMajorPerformanceCaveat: true };
    const probe = document.createElement("canvas").getContext("webgl2", asked);
    const name = probe?.getExtension("WEBGL_debug_renderer_info")?.UNMASKED_RENDERER_WEBGL ?? probe?.RENDERER;
    const drawn = probe && !SOFTWARE.test(probe.getParameter(name));
    probe?.getExtension("WEBGL_lose_context")?.loseContext();
    const gl = drawn ? canvas.getContext("webgl2", asked) : null;
    return gl && new GpuPainter(gl);
}

class GpuPainter {
    constructor(gl) {
        this.gl = gl;
        const program = gl.createProgram();
        for (const [kind, source] of [
            [gl.VERTEX_SHADER, CORNERS],
            [gl.FRAGMENT_SHADER, COLOURS],
        ]) {
            const shader = gl.createShader(kind);
            gl.shaderSource(shader, source);
            gl.compileShader(shader);
            gl.attachShader(program, shader);
        }
        gl.linkProgram(program);
        gl.useProgram(program);
        const names = ["area", "cells", "table", "origin", "extent", "pixel", "background", "panel", "stripe"];
        this.at = Object.fromEntries(
            [...names, "opacity", "ratio", "height"].map((name) => [name, gl.getUniformLocation(program, name)]),
        );
        gl.uniform1i(this.at.cells, 0);
        gl.uniform1i(this.at.table, 1);
        gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
        this.textures = new Map();
    }

    load() {
        [...this.textures.keys()].forEach((shown) => this.drop(shown));
    }

    colour(shown, table) {
        const { gl } = this;
        if (!this.textures.has(shown)) this.textures.set(shown, { cells: this.cellsOf(shown), table: gl.createTexture() });
        this.fill(this.textures.get(shown).table, gl.RGBA8, 256, 1, gl.RGBA, new Uint8Array(table.buffer));
    }

    cellsOf({ layers, heads, rows, columns, values, masked }) {
        const { gl } = this;
        const pairs = new Uint8Array(2 * values.length);
        for (let from = 0; from < values.length; from += 1) {
            const column = from % columns;
            const row = Math.floor(from / columns) % rows;
            const tile = Math.floor(from / (columns * rows));
            const layer = Math.floor(tile / heads);
            const to = 2 * (((layer * rows + row) * heads + (tile % heads)) * columns + column);
            pairs[to] = values[from];
            pairs[to + 1] = masked?.[(layer * rows + row) * columns + column] ? 255 : 0;
        }
        const texture = gl.createTexture();
        this.fill(texture, gl.RG8, heads * columns, layers * rows, gl.RG, pairs);
        return texture;
    }

    fill(texture, format, width, height, channelsOf, bytes) {
        const { gl } = this;
        gl.activeTexture(gl.TEXTURE0);
        gl.bindTexture(gl.TEXTURE_2D, texture);
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
        gl.texImage2D(gl.TEXTURE_2D, 0, format, width, height, 0, channelsOf, gl.UNSIGNED_BYTE, bytes);
    }

    drop(shown) {
        const { cells, table } = this.textures.get(shown) ?? {};
        [cells, table].forEach((texture) => texture && this.gl.deleteTexture(texture));
        this.textures.delete(shown);
    }

    draw(context, { world, theme, ratio }, tiles) {
        const { gl, at } = this;
        const { width, height } = gl.canvas;
        context.clearRect(0, 0, world.width, world.height);
        const [background, panel, stripe] = [theme.background, theme.panel, theme.masked].map((colour) =>
            channels(colour).map((channel) => channel / 255),
        );
        gl.viewport(0, 0, width, height);
        gl.clearColor(...background, 1);
        gl.clear(gl.COLOR_BUFFER_BIT);
        gl.uniform3f(at.background, ...background);
        gl.uniform3f(at.panel, ...panel);
        gl.uniform3f(at.stripe, ...stripe);
        gl.uniform1f(at.ratio, ratio);
        gl.uniform1f(at.height, height);
        for (const { shown, left, top, area, opacity } of tiles) {
            const { cells, table } = this.textures.get(shown);
            const [across, down] = [shown.keys / shown.keyBlock, shown.queries / shown.queryBlock];
            gl.activeTexture(gl.TEXTURE1);
            gl.bindTexture(gl.TEXTURE_2D, table);
            gl.activeTexture(gl.TEXTURE0);
            gl.bindTexture(gl.TEXTURE_2D, cells);
            const { width: wide, height: high } = world;
            gl.uniform4f(at.area, area.x / wide, area.y / high, area.width / wide, area.height / high);
            gl.uniform2f(at.origin, left, top);
            gl.uniform2f(at.extent, across, down);
            gl.uniform2f(at.pixel, across / (area.width * ratio), down / (area.height * ratio));
            gl.uniform1f(at.opacity, opacity);
            gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
        }
    }
}
