// Shared by all parts of the page: finding elements, calling the server, keeping things in this browser.
const $ = (selector, within = element) => within.querySelector(selector);
const $$ = (selector, within = element) => [...within.querySelectorAll(selector)];
const app = $('.app');
const DRAWER = window.matchMedia('(max-width: 1199px)'); // the sources are a drawer
const NARROW = window.matchMedia('(max-width: 899px)');

function kept(key, value) {
  // Reads what this browser keeps under the key; with a value, keeps that (false where it cannot).
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem(`ask-the-article:${key}`));
    localStorage.setItem(`ask-the-article:${key}`, JSON.stringify(value));
    return true;
  } catch { return value === undefined ? null : false; }
}

function secret() {
  // What this browser's own articles are known by; nobody can guess it.
  const known = kept('reader');
  if (/^[A-Za-z0-9_-]{16,64}$/.test(known)) return known;
  const made = [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  kept('reader', made);
  return made;
}

const reader = secret();

async function call(name, data = {}) {
  // What the server's method gives; {error: a sentence} where it fails or does not answer.
  try {
    const found = await server.call({ name, data: { reader, ...data } });
    if (found && typeof found === 'object' && !found.detail) return found;
  } catch { /* told below */ }
  const error = 'The server does not answer; it may have stopped.';
  return { error, html: `<div class="answer"><p class="problem">${error}</p></div>` };
}

function say(text) { $('#said').textContent = text; }

function toast(text, action, act) {
  // A line at the bottom that goes away by itself, with a button if there is something to do about it.
  const line = document.createElement('p');
  line.textContent = text;
  if (action) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = action;
    button.onclick = () => { line.remove(); act(); };
    line.append(button);
  }
  $('#toasts').replaceChildren(line);
  setTimeout(() => line.remove(), action ? 20000 : 6000);
}

function show(part) {
  // On a narrow screen one part is seen at a time; elsewhere the conversation with what stands beside it.
  app.dataset.showing = part;
  drawParts();
  if (part === 'panel' && NARROW.matches) ($('#panel h2') || $('#page')).focus({ preventScroll: true });
  if (part === 'sources' && DRAWER.matches) $('#sources .close').focus({ preventScroll: true });
}

function drawParts() {
  // What is covered cannot be reached.
  const part = app.dataset.showing;
  $('#talk').inert = (NARROW.matches && part !== 'talk') || (DRAWER.matches && part === 'sources');
  $('#panel').inert = (NARROW.matches && part !== 'panel') || (DRAWER.matches && part === 'sources');
  $('#sources').inert = DRAWER.matches && part !== 'sources';
}

NARROW.addEventListener('change', drawParts);
DRAWER.addEventListener('change', drawParts);
drawParts();

let before = null;
function leave() {
  show('talk');
  if (before && before.isConnected) before.focus();
  before = null;
}

element.addEventListener('click', (event) => {
  if (event.target === app && app.dataset.showing === 'sources') leave(); // beside the drawer
  const button = event.target.closest('[data-show], [data-close]');
  if (!button) return;
  if (button.dataset.show) { before = button; show(button.dataset.show); } else leave();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') { hidePeek(); if (correcting) stopCorrecting(); else if (app.dataset.showing !== 'talk') leave(); }
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); $('#ask').focus(); }
});
