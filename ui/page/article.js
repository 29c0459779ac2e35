// The article beside the chat: every cited span marked, the current one in view.
let opened = { id: '', digest: '', spans: '' };
let opening = Promise.resolve(true); // whether its text came to be shown: false if another was opened meanwhile

function placeOf(cite) { return [Number(cite.dataset.start), Number(cite.dataset.end)]; }

async function openCite(cite, { move = true } = {}) {
  // Shows the citation in its article, with all that its answer cites there.
  const { article, digest } = cite.dataset;
  const turn = cite.closest('.turn');
  const same = $$('.cite', turn).filter((each) => each.dataset.article === article && each.dataset.digest === digest);
  for (const each of $$('.cite[aria-current]')) each.removeAttribute('aria-current');
  cite.setAttribute('aria-current', 'true');
  await openArticle({ article, digest, spans: same.map(placeOf), current: placeOf(cite), move });
}

async function openArticle({ article, digest = '', spans = [], current = null, move = true }) {
  const wanted = { id: article, digest, spans: JSON.stringify(spans) };
  const there = opened.id === wanted.id && opened.digest === wanted.digest && opened.spans === wanted.spans;
  if (!there) {
    opened = wanted;
    opening = showText(wanted, { spans, current });
  }
  if (!(await opening)) return;
  for (const row of $$('#list li')) row.classList.toggle('opened', row.dataset.article === article);
  const row = $('#list .opened');
  if (row) row.scrollIntoView({ block: 'nearest' });
  if (current) goTo(current);
  drawPlaces();
  if (move) { show('panel'); if (current) scrollToMark(); }
}

async function showText(wanted, places) {
  const found = await call('article', { id: wanted.id, digest: wanted.digest, ...places });
  if (opened !== wanted) return false;
  $('#page').innerHTML = found.html;
  $('#page').scrollTop = 0;
  $('#only').hidden = Boolean(found.error);
  if (found.error) opened = { id: '', digest: '', spans: '' };
  else suggestFor(wanted.id, wanted);
  opened.shown = found.digest;
  return true;
}

async function suggestFor(id, wanted) {
  // Questions that the article answers, below its text so that nothing moves; asked of it alone.
  const { questions } = await call('suggest', { id });
  if (opened !== wanted || !questions || !questions.length) return;
  const box = document.createElement('section');
  box.className = 'suggested';
  box.innerHTML = '<h3>Ask this article</h3><ul class="examples"></ul>';
  $('ul', box).append(...questions.map((question) => exampleOf(question, id)));
  $('#page').append(box);
  if (!$('#welcome .example')) $('#welcome .examples').append(...questions.map((question) => exampleOf(question, id)));
}

function exampleOf(question, id) {
  const row = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'example';
  button.dataset.only = id;
  button.textContent = question;
  row.append(button);
  return row;
}

function openFirst() {
  // The first article that is asked, to read.
  const first = $$('#list li[data-article]').find((row) => !row.hidden && ticked(row.dataset.article));
  if (first) openArticle({ article: first.dataset.article, move: false });
}

function goTo([start, end]) {
  for (const mark of $$('#page mark')) {
    const current = Number(mark.dataset.start) === start && Number(mark.dataset.end) === end;
    mark.classList.toggle('current', current);
    if (current) mark.setAttribute('aria-current', 'true'); else mark.removeAttribute('aria-current');
  }
  scrollToMark();
}

function scrollToMark() {
  const mark = $('#page mark.current');
  if (!mark) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const page = $('#page').getBoundingClientRect();
  const place = mark.getBoundingClientRect();
  const middle = place.top - page.top - (page.height - place.height) / 2;
  $('#page').scrollBy({ top: middle, behavior: calm ? 'auto' : 'smooth' });
}

function firsts() {
  // One mark a place: where a page ends within it, a place has two.
  return $$('#page mark').filter((mark, at, all) => !at || all[at - 1].dataset.start !== mark.dataset.start);
}

function drawPlaces() {
  const marks = firsts();
  const at = marks.findIndex((mark) => mark.classList.contains('current'));
  $('.places').hidden = marks.length < 2;
  $('#place').textContent = marks.length < 2 ? '' : `${at + 1} of ${marks.length}`;
}

function step(by) {
  const marks = firsts();
  const at = marks.findIndex((mark) => mark.classList.contains('current'));
  const next = marks[(at + by + marks.length) % marks.length];
  goTo(placeOf(next));
  drawPlaces();
}

$('#previous').addEventListener('click', () => step(-1));
$('#next').addEventListener('click', () => step(1));
$('#only').addEventListener('click', () => { choose([opened.id], true); leave(); $('#ask').focus(); });
