// The focal point of a picture: a mark one puts on it by pointer or arrow keys, and the crops that follow.
"use strict";

const CROPS = [["wide", "16:9", 16 / 9], ["card", "4:3", 4 / 3], ["square", "1:1", 1]];
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const within = (share) => Math.min(1, Math.max(0, share));

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// object-position counts from edge to edge, a focal point from the middle of the crop.
function position(share, whole, part) {
  if (whole <= part) return 0.5;
  return within((share * whole - part / 2) / (whole - part));
}

function setUp(box) {
  const frame = box.querySelector(".focal-point-picture");
  const picture = frame.querySelector("img");
  const input = box.querySelector("input");
  const mark = element("button", { type: "button", className: "focal-point-mark" });
  const ratio = picture.getAttribute("width") / picture.getAttribute("height");
  const crops = CROPS.map(([shape, words, across]) => {
    const image = element("img", { src: picture.src, alt: "", className: shape });
    return { image, across, item: element("li", {}, image, words) };
  });
  frame.append(mark);
  frame.after(element("ul", { className: "focal-point-crops" }, ...crops.map((crop) => crop.item)));

  function show() {
    const [x, y] = read();
    mark.style.left = `${x * 100}%`;
    mark.style.top = `${y * 100}%`;
    const [across, down] = [Math.round(x * 100), Math.round(y * 100)];
    mark.setAttribute("aria-label", box.dataset.mark.replace("{x}", across).replace("{y}", down));
    for (const { image, across } of crops) {
      const width = Math.min(ratio, across), height = width / across;
      image.style.objectPosition = `${position(x, ratio, width) * 100}% ${position(y, 1, height) * 100}%`;
    }
  }

  function read() {
    const found = /^([01](?:\.\d+)?)x([01](?:\.\d+)?)$/.exec(input.value.trim());
    return found ? [within(Number(found[1])), within(Number(found[2]))] : [0.5, 0.5];
  }

  function put(x, y) {
    input.value = `${within(x).toFixed(3)}x${within(y).toFixed(3)}`;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function follow(event) {
    const area = picture.getBoundingClientRect();
    put((event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height);
  }

  // A click, not a touch: who scrolls the page by the picture moves nothing.
  frame.addEventListener("click", (event) => {
    if (event.target === mark) return;
    follow(event);
    mark.focus();
  });
  mark.addEventListener("pointerdown", (event) => mark.setPointerCapture(event.pointerId));
  mark.addEventListener("pointermove", (event) => {
    if (mark.hasPointerCapture(event.pointerId)) follow(event);
  });
  frame.addEventListener("dragstart", (event) => event.preventDefault()); // the picture itself stays where it is
  mark.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const [x, y] = read(), far = event.shiftKey ? 0.1 : 0.01;
    put(x + step[0] * far, y + step[1] * far);
  });
  input.addEventListener("input", show);
  show();
}

document.querySelectorAll("[data-focal-point]").forEach(setUp);
