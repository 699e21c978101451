// Stands between our document and BertViz's script: unpacks the numbers, replaces require.js, and says in the reader's
// language what BertViz writes in English.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const arrays = { uint8: Uint8Array, int16: Int16Array };

  function unpacked({ bytes, type, step, shape }) {
    const buffer = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)).buffer;
    const numbers = new arrays[type](buffer);
    let place = 0;
    const nested = ([length, ...inner]) =>
      Array.from({ length }, () => (inner.length ? nested(inner) : numbers[place++] * step));
    return nested(shape);
  }

  const shown = data.params.attention.all;
  for (const name of ["attn", "queries", "keys"]) {
    if (name in shown) shown[name] = unpacked(shown[name]);
  }
  window.bertviz_params = data.params;

  // The page around us says in our name where to begin, for example "layer=5&head=3", counted from 1.
  const asked = new URLSearchParams(window.name);
  const neuron = "queries" in shown;
  function start(name, count) {
    const number = Number(asked.get(name));
    return Number.isInteger(number) && number >= 1 && number <= count ? number : 1;
  }
  data.params.layer = start("layer", shown.attn.length) - neuron; // only the other views' layers have numbers of ours
  data.params.head = start("head", shown.attn[0].length) - neuron;

  // Tokens reach the drawing through functions; what is given as a string is BertViz's own.
  const write = d3.selection.prototype.text;
  d3.selection.prototype.text = function (...value) {
    if (typeof value[0] === "string") {
      const cell = /^Layer (\d+), Head (\d+)$/.exec(value[0]);
      if (cell) value[0] = data.cell.replace("{layer}", cell[1]).replace("{head}", cell[2]);
      else value[0] = data.words[value[0]] ?? value[0];
    }
    return write.apply(this, value);
  };
  d3.schemeCategory10 = data.colours;

  // Where tokens are longer than their column, or queries more than keys, BertViz's own size cuts the drawing off.
  const vis = document.getElementById("vis");
  function fit() {
    const svg = vis.firstElementChild;
    if (!svg) return;
    const box = svg.getBBox();
    svg.style.marginLeft = `${Math.max(0, -box.x)}px`;
    svg.style.minWidth = `${box.x + box.width}px`;
    svg.style.minHeight = `${box.y + box.height}px`;
  }
  new MutationObserver(fit).observe(vis, { childList: true }); // drawn anew
  vis.addEventListener("click", fit); // a head enlarged

  window.require = { config() {} };
  window.requirejs = (names, start) => {
    start(jQuery, d3);
    if (neuron) for (const option of document.querySelectorAll("option")) option.textContent = Number(option.value) + 1;
    for (const select of document.querySelectorAll("select")) {
      const tell = () => parent.postMessage({ name: select.name, number: select.selectedIndex + 1 }, "*");
      select.addEventListener("change", tell);
    }
  };
})();
