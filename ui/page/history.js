// The conversation as this browser keeps it: restored after a reload or a restart of the server, exported, cleared.
const KEPT = 100; // answers

function records() {
  const known = kept('history');
  return Array.isArray(known) ? known : [];
}

function write(all) {
  // The newest answers; where the browser has no room for them, fewer.
  let rows = all.slice(-KEPT);
  while (!kept('history', rows) && rows.length) rows = rows.slice(Math.ceil(rows.length / 4));
}

function remember(turn, found) {
  const id = [...crypto.getRandomValues(new Uint8Array(8))].join('');
  turn.record = { id, typed: $('h3', turn).textContent, ...turn.asked, html: found.html, text: found.text, markdown: found.markdown };
  write([...records(), turn.record]);
  drawFoot();
}

function update(turn, changes) {
  Object.assign(turn.record, changes);
  write(records().map((row) => (row.id === turn.record.id ? turn.record : row)));
}

async function restore() {
  // What was answered before. A citation is marked only if its article still is the text that was read.
  const rows = records();
  if (!rows.length) return;
  const turns = rows.map((row) => {
    const turn = newTurn(row.typed || row.question);
    turn.asked = { question: row.question, choice: row.choice };
    turn.record = row;
    return turn;
  });
  const pages = rows.map((row) => { const page = document.createElement('template'); page.innerHTML = row.html; return page.content; });
  const pairs = [...new Set(pages.flatMap((page) => $$('.cite', page).map(pairOf)))];
  const found = await call('check', { citations: pairs.map((pair) => JSON.parse(pair)) });
  const valid = new Set(pairs.filter((_, at) => found.valid && found.valid[at]));
  for (const [at, turn] of turns.entries()) {
    if ($$('.cite', pages[at]).some((cite) => !valid.has(pairOf(cite)))) unmark(pages[at], valid);
    fill(turn, { html: '' });
    $('.reply', turn).prepend(pages[at]);
    addTools(turn);
  }
  $('#welcome').hidden = true;
  drawFoot();
  toEnd();
}

function pairOf(cite) { return JSON.stringify([cite.dataset.article, cite.dataset.digest]); }

function unmark(page, valid) {
  const titles = new Set();
  for (const cite of $$('.cite', page)) {
    if (valid.has(pairOf(cite))) continue;
    if ($('cite', cite)) titles.add(cite.textContent);
    for (const mark of $$('mark', cite.closest('.evidence, .items') || page)) mark.replaceWith(...mark.childNodes);
  }
  const note = document.createElement('p');
  note.className = 'problem stale-note';
  note.textContent = `${[...titles].map((title) => `“${title}”`).join(', ')}: changed or removed since this answer was given.`;
  page.append(note);
}

function drawFoot() { $('#export').hidden = $('#clear').hidden = !$('.turn'); }
function toEnd() { const last = $('.turn:last-child'); if (last) last.scrollIntoView({ block: 'start' }); }

$('#export').addEventListener('click', () => {
  const parts = $$('.turn').filter((turn) => turn.record).map((turn) => turn.record.markdown);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`# Ask the Article\n\n${parts.join('\n\n')}\n`], { type: 'text/markdown' }));
  link.download = 'conversation.md';
  link.click();
  URL.revokeObjectURL(link.href);
});

$('#clear').addEventListener('click', () => {
  const rows = records();
  const turns = $$('.turn');
  write([]);
  $('#turns').replaceChildren();
  $('#welcome').hidden = false;
  drawFoot();
  $('#ask').focus();
  toast('Conversation cleared', 'Undo', () => {
    write([...rows, ...records()]);
    $('#turns').prepend(...turns);
    $('#welcome').hidden = true;
    drawFoot();
    toEnd();
  });
});

async function copy(text) {
  try { await navigator.clipboard.writeText(text); } catch {
    const box = document.createElement('textarea'); // without https a page may not use the clipboard itself
    box.value = text;
    element.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
  toast('Copied');
}
