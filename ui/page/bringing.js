// Bringing articles: files that are dropped or chosen, an address, a feed, a text; and taking them away again.
const pause = (milliseconds) => new Promise((go) => { setTimeout(go, milliseconds); });

function newJob(name) {
  const row = document.createElement('li');
  row.innerHTML = '<span class="name"></span> <span class="state"></span>';
  $('.name', row).textContent = name;
  $('.state', row).textContent = 'waiting';
  $('#jobs').append(row);
  return row;
}

function counted({ added = 0, replaced = 0, unchanged = 0 }) {
  const parts = [['added', added], ['replaced by a new version', replaced], ['here already', unchanged]].filter(([, count]) => count);
  return parts.map(([word, count]) => (added + replaced + unchanged > 1 ? `${count} ${word}` : word)).join(', ');
}

function tell(row, found) {
  const state = $('.state', row);
  const told = counted(found);
  row.className = !found.done ? 'busy' : found.failures.length ? 'failed' : 'done';
  const stopped = found.stopped ? ['stopped', told].filter(Boolean).join(', ') : told;
  state.textContent = found.done ? stopped : told ? `reading, ${told} …` : 'reading …';
  if (!found.done) return;
  $('button', row)?.remove();
  const failures = found.failures.map((text) => {
    const line = document.createElement('p');
    line.className = 'problem';
    line.textContent = text;
    return line;
  });
  row.append(cross(row, 'Dismiss', () => row.remove()), ...failures.slice(0, 5));
  if (failures.length > 5) {
    const more = failures[5];
    more.textContent = `and ${failures.length - 5} more that could not be read.`;
    row.append(more);
  }
  if (!failures.length) setTimeout(() => row.remove(), 8000);
}

function cross(row, does, then) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = '×';
  button.setAttribute('aria-label', `${does} ${$('.name', row).textContent}`);
  button.onclick = then;
  return button;
}

async function bring(row, what) {
  // Follows one thing until it is added; gives the ids of its articles.
  const begun = await call('bring', what);
  let found = begun;
  if (begun.job) row.append(cross(row, 'Stop', () => call('stop', { job: begun.job })));
  while (!found.error) {
    found = await call('progress', { job: begun.job });
    if (found.done) tick(found.ids || []); // before it is told, so that a question in the same moment asks it
    if (!found.error) tell(row, found);
    if (found.error || found.done) break;
    await pause(250);
  }
  if (found.error) tell(row, { failures: [found.error], done: true });
  return found.ids || [];
}

async function bringFile(row, file) {
  if (file.size > 20e6) { tell(row, { failures: ['The file is larger than 20 MB.'], done: true }); return []; }
  $('.state', row).textContent = 'sending …';
  try {
    const { path } = await upload(file);
    return await bring(row, { file: path, name: file.name });
  } catch {
    tell(row, { failures: ['The file could not be sent.'], done: true });
    return [];
  }
}

async function bringAll(things) {
  // One after the other, so that nobody else is kept waiting; what was added is ticked, and the first is opened.
  const rows = things.map(({ name }) => newJob(name));
  const ids = [];
  for (const [at, { file, ...what }] of things.entries()) {
    const added = file ? await bringFile(rows[at], file) : await bring(rows[at], what.send);
    if (added.length) {
      ids.push(...added);
      await loadSources();
    }
  }
  if (!ids.length) return;
  opened.id = '';
  openArticle({ article: ids[0], move: false });
  say(`${ids.length} articles added`);
}

function tick(ids) {
  for (const id of ids) { if (choice.only) choice.ids.add(id); else choice.ids.delete(id); }
  drawTicks();
}

async function removeArticle(row) {
  const id = row.dataset.article;
  const found = await call('remove', { id });
  if (found.error) { toast(found.error); return; }
  await loadSources();
  if (opened.id === id) openFirst();
  toast(`Removed “${found.title}”`, 'Undo', async () => {
    const back = await call('put_back');
    if (back.error) { toast(back.error); return; }
    await loadSources();
    toast(`“${back.title}” is back`);
  });
}

$('#paste').addEventListener('input', () => {
  const box = $('#paste');
  $('#add').disabled = !box.value.trim();
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight + 2, 200)}px`;
});
$('#paste').addEventListener('keydown', (event) => {
  const address = /^\s*https?:\/\/\S+\s*$/i.test(event.target.value);
  if (event.key === 'Enter' && address) { event.preventDefault(); $('#bring').requestSubmit(); }
});
$('#bring').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = $('#paste').value;
  if (!text.trim()) return;
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
  const addresses = lines.every((line) => /^https?:\/\/\S+$/i.test(line));
  $('#paste').value = '';
  $('#paste').dispatchEvent(new Event('input'));
  bringAll(addresses ? lines.map((line) => ({ name: line, send: { address: line } })) : [{ name: lines[0].slice(0, 80), send: { text } }]);
});
$('#choose').addEventListener('click', () => $('#files').click());
$('#files').addEventListener('change', (event) => {
  const files = [...event.target.files];
  event.target.value = '';
  bringAll(files.map((file) => ({ name: file.name, file })));
});

const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes('Files');
element.addEventListener('dragover', (event) => { if (carriesFiles(event)) { event.preventDefault(); $('#drop').hidden = false; } });
element.addEventListener('dragleave', (event) => { if (!event.relatedTarget) $('#drop').hidden = true; });
element.addEventListener('drop', (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  $('#drop').hidden = true;
  bringAll([...event.dataTransfer.files].map((file) => ({ name: file.name, file })));
});
