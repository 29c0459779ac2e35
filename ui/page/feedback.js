// What readers say of an answer: right, wrong, or which words of the article are the right answer.
let correcting = null; // the turn whose right answer is being selected

const VERDICTS = `<span class="verdicts" role="group" aria-label="Is this answer right?">
  <button type="button" class="tool thumb" data-verdict="right" aria-pressed="false" aria-label="Right" title="This is right"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 10v11H3V10zM7 10l5-8a3 3 0 0 1 2.5 3.2L14 9h5.5a2 2 0 0 1 2 2.4l-1.5 8a2 2 0 0 1-2 1.6H7"/></svg></button>
  <button type="button" class="tool thumb" data-verdict="wrong" aria-pressed="false" aria-label="Wrong" title="This is wrong"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M17 14V3h4v11zM17 14l-5 8a3 3 0 0 1-2.5-3.2L10 15H4.500a2 2 0 0 1-2-2.4l1.500-8a2 2 0 0 1 2-1.600H17"/></svg></button>
  <button type="button" class="tool correct">Correct it</button>
</span>`;

function answerPlaces(turn) {
  // The article of the answer, and the answer's places in it; of "not stated", the article of the nearest sentence.
  const items = $$('.answer > .items .cite', turn);
  const cites = items.length ? items : $$('.answer > .evidence .cite, .answer > .more.places .cite', turn);
  if (!cites.length) return null;
  const { article, digest } = cites[0].dataset;
  const stated = !$('.words.none', turn);
  const same = cites.filter((cite) => cite.dataset.article === article && cite.dataset.digest === digest);
  return { id: article, digest, spans: stated ? same.map(placeOf) : [] };
}

async function sayOf(turn, verdict, place) {
  const found = await call('feedback', { question: turn.asked.question, verdict, ...place });
  if (found.error) { toast(found.error); return false; }
  update(turn, { verdict });
  drawVerdict(turn);
  return true;
}

function drawVerdict(turn) {
  const { verdict } = turn.record;
  for (const thumb of $$('.thumb', turn)) thumb.setAttribute('aria-pressed', String(thumb.dataset.verdict === verdict));
  const correct = $('.correct', turn);
  if (!correct) return;
  correct.textContent = verdict === 'answer' || verdict === 'not stated' ? 'Corrected' : 'Correct it';
}

async function thumb(turn, button) {
  const wanted = button.getAttribute('aria-pressed') === 'true' ? 'withdrawn' : button.dataset.verdict;
  const place = answerPlaces(turn);
  if (!place || !(await sayOf(turn, wanted, place))) return;
  if (wanted === 'wrong') toast('Which words are right?', 'Show them', () => startCorrecting(turn));
  else toast(wanted === 'right' ? 'Thank you, kept as right' : 'Taken back');
}

async function startCorrecting(turn) {
  const cite = $('.answer .cite', turn);
  if (!cite) return;
  correcting = turn;
  before = $('.correct', turn);
  await openCite(cite);
  $('#correct').hidden = false;
  $('#page').classList.add('selecting');
  selectFirst();
  drawSelection();
}

function selectFirst() {
  // Arrows go on from the cited words; from the first words where nothing was found.
  const start = $('#page mark.current') || $('#page mark') || $('#page p[data-start]');
  $('#page').focus();
  if (start) getSelection().setBaseAndExtent(start, 0, start, 0);
}

function selectByKey(event) {
  // Left and right choose the word beside, up and down one in the next line; with Shift they move the selection's end.
  const [direction, unit] = {
    ArrowLeft: ['backward', 'word'], ArrowRight: ['forward', 'word'], ArrowUp: ['backward', 'line'], ArrowDown: ['forward', 'line'],
  }[event.key] || [];
  const selection = getSelection();
  if (!direction) return;
  event.preventDefault();
  if (!selection.rangeCount || !$('#page').contains(selection.anchorNode)) selectFirst();
  if (event.shiftKey) selection.modify('extend', direction, unit);
  else {
    if (event.key === 'ArrowRight') selection.collapseToEnd();
    else { selection.collapseToStart(); selection.modify('move', direction, unit); }
    selection.modify('extend', 'forward', 'word');
  }
  selection.focusNode.parentElement.scrollIntoView({ block: 'nearest' });
}

function stopCorrecting() {
  correcting = null;
  $('#correct').hidden = true;
  $('#page').classList.remove('selecting');
  leave();
}

function selected() {
  // The selected characters of the text, by counting: code points, as the server counts; white space at the ends aside.
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const first = range.startContainer.parentElement.closest('p[data-start]');
  const last = range.endContainer.parentElement.closest('p[data-start]');
  if (!first || first !== last || !$('#page').contains(first)) return null;
  const lead = document.createRange();
  lead.selectNodeContents(first);
  lead.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const start = Number(first.dataset.start) + Array.from(lead.toString()).length + Array.from(words).length - Array.from(words.trimStart()).length;
  const text = words.trim();
  return text ? { spans: [[start, start + Array.from(text).length]], text } : null;
}

function drawSelection() {
  if (!correcting) return;
  const found = selected();
  $('#chosen').textContent = found ? `“${found.text}”` : 'Select the right answer in the text, within one paragraph: with the mouse, or with the arrow keys and Shift.';
  $('#save').disabled = !found;
}

async function saveCorrection(verdict) {
  const place = verdict === 'answer' ? selected() : { spans: [] };
  if (!place) return;
  if (await sayOf(correcting, verdict, { id: opened.id, digest: opened.shown, ...place })) {
    toast(verdict === 'answer' ? 'Thank you, kept as the right answer' : 'Thank you, kept as not stated here');
    stopCorrecting();
  }
}

document.addEventListener('selectionchange', drawSelection);
$('#page').addEventListener('keydown', (event) => {
  if (!correcting) return;
  if (event.key === 'Enter') { event.preventDefault(); saveCorrection('answer'); } else selectByKey(event);
});
$('#save').addEventListener('mousedown', (event) => event.preventDefault()); // the selection stays
$('#save').addEventListener('click', () => saveCorrection('answer'));
$('#none').addEventListener('click', () => saveCorrection('not stated'));
$('#cancel').addEventListener('click', stopCorrecting);
$('#turns').addEventListener('click', (event) => {
  const turn = event.target.closest('.turn');
  const button = event.target.closest('.thumb');
  if (button) thumb(turn, button);
  if (event.target.closest('.tool.correct')) startCorrecting(turn);
});
