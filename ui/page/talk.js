// The conversation: questions, answers, and the passage that hovering over a citation shows.
const TALK = [...crypto.getRandomValues(new Uint8Array(8))].join('-'); // names this conversation, for its follow-ups

async function ask(question) {
  const text = question.trim();
  if (!text) return;
  $('#welcome').hidden = true;
  const turn = newTurn(text);
  await answer(turn, { question: text, choice: chosen(), talk: TALK });
}

async function answer(turn, asked) {
  const found = await call('ask', asked);
  fill(turn, found);
  if (found.error) return;
  turn.typed = asked;
  turn.asked = { question: found.asked, choice: asked.choice }; // what "why" and feedback are about
  if (turn.record) update(turn, { ...turn.asked, html: found.html, text: found.text, markdown: found.markdown });
  else remember(turn, found);
  addTools(turn);
  const cite = $('.words:not(.none) ~ .evidence .cite', turn);
  if (cite) openCite(cite, { move: false });
}

$('#turns').addEventListener('click', (event) => {
  const turn = event.target.closest('.literal') && event.target.closest('.turn');
  if (!turn) return;
  event.target.disabled = true;
  answer(turn, { ...(turn.typed || { question: $('h3', turn).textContent, choice: turn.asked.choice, talk: TALK }), literal: true });
});

function newTurn(question) {
  const turn = document.createElement('li');
  turn.className = 'turn';
  turn.innerHTML = '<h3></h3><div class="reply" aria-busy="true"><p class="waiting">Reading …</p></div>';
  $('h3', turn).textContent = question;
  $('#turns').append(turn);
  turn.scrollIntoView({ block: 'start' });
  return turn;
}

function fill(turn, found) {
  const reply = $('.reply', turn);
  reply.innerHTML = found.html;
  reply.removeAttribute('aria-busy');
  reply.dataset.testid = 'bot';
  turn.scrollIntoView({ block: 'start' });
  say($$('.words, .confidence, .problem', reply).slice(0, 2).map((each) => each.innerText).join(', '));
}

function grow() {
  const box = $('#ask');
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
}

function send() {
  const box = $('#ask');
  const question = box.value;
  box.value = '';
  grow();
  ask(question);
}

$('#question').addEventListener('submit', (event) => { event.preventDefault(); send(); });
$('#ask').addEventListener('input', grow);
$('#ask').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
element.addEventListener('click', (event) => {
  const example = event.target.closest('.example');
  if (!example) return;
  show('talk');
  if (example.dataset.only) choose([example.dataset.only], true);
  ask(example.textContent);
});

// Citations: hovering or focusing shows the passage, a click shows the article.
function peek(cite) {
  const passage = cite.nextElementSibling;
  if (!passage || !passage.classList.contains('passage')) return;
  const box = $('#peek');
  box.innerHTML = passage.innerHTML;
  box.hidden = false;
  cite.setAttribute('aria-describedby', 'peek');
  const place = cite.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(place.left, window.innerWidth - width - 8))}px`;
  const below = place.bottom + height + 12 < window.innerHeight;
  box.style.top = `${below ? place.bottom + 6 : Math.max(8, place.top - height - 6)}px`; // above, it would hide what it belongs to
}

let hovering = 0;
function hidePeek() {
  clearTimeout(hovering);
  $('#peek').hidden = true;
}
function citeOf(event) { return event.target.closest && event.target.closest('.turn .cite'); }

$('#turns').addEventListener('mouseover', (event) => {
  const cite = citeOf(event);
  if (!cite || !window.matchMedia('(hover: hover)').matches) return;
  clearTimeout(hovering);
  hovering = setTimeout(() => peek(cite), 120);
});
$('#turns').addEventListener('mouseout', (event) => { if (citeOf(event)) hidePeek(); });
$('#turns').addEventListener('focusin', (event) => { if (event.target.matches('.cite:focus-visible')) peek(event.target); });
$('#turns').addEventListener('focusout', hidePeek);
$('#log').addEventListener('scroll', hidePeek, { passive: true });
$('#turns').addEventListener('click', (event) => {
  if (event.target.closest('a')) return;
  const evidence = event.target.closest('blockquote') && event.target.closest('.evidence');
  const cite = citeOf(event) || (evidence && String(getSelection()) === '' && $('.cite', evidence));
  if (!cite) return;
  hidePeek();
  before = cite;
  openCite(cite);
  say('Shown in the article');
});
