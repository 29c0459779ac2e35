// The list of sources: what is ticked, and what the filter lets through, is asked.
const choice = { only: false, ids: new Set(), outlet: '', since: '', until: '' };
let total = 0;

function chosen() { return { ...choice, ids: [...choice.ids] }; }
function ticked(id) { return choice.only === choice.ids.has(id); }
function passes(row) {
  const { outlet, day } = row.dataset;
  return (!choice.outlet || outlet === choice.outlet) && (!choice.since || (day && day >= choice.since))
    && (!choice.until || (day && day <= choice.until));
}

function drawTicks() {
  const rows = $$('#list li[data-article]');
  for (const row of rows) {
    row.hidden = !passes(row);
    $('input', row).checked = ticked(row.dataset.article);
  }
  const seen = rows.filter((row) => !row.hidden);
  const asked = seen.filter((row) => ticked(row.dataset.article)).length;
  const filter = choice.outlet || choice.since || choice.until;
  const unlisted = choice.only || filter ? 0 : total - rows.length;
  $('#all').checked = asked === seen.length && !choice.only;
  $('#all').indeterminate = asked > 0 && !$('#all').checked;
  $('#ticked').textContent = `${(asked + unlisted).toLocaleString('en')} of ${total.toLocaleString('en')} asked`;
  const alone = asked + unlisted === 1 && seen.find((row) => ticked(row.dataset.article));
  $('#asking').textContent = alone ? `Asking “${$('.open span', alone).textContent}”`
    : asked + unlisted ? `Asking ${(asked + unlisted).toLocaleString('en')} of ${total.toLocaleString('en')} articles`
      : 'No article is asked: tick one, or widen the filter.';
  $('#filtered').textContent = filter ? ' (on)' : '';
  kept('choice', chosen());
}

function choose(ids, only) {
  choice.only = only;
  choice.ids = new Set(ids);
  drawTicks();
}

async function loadSources() {
  const found = await call('sources');
  if (found.error) { toast(found.error); return found; }
  total = found.total;
  asksFeedback = found.feedback;
  $('#private').textContent = found.shared ? 'What you add is shared with everyone here.' : 'What you add is seen in this browser only.';
  $('#list').innerHTML = found.html;
  $('#outlet').replaceChildren(new Option('every outlet', ''), ...found.outlets.map((name) => new Option(name, name)));
  for (const field of ['outlet', 'since', 'until']) $(`#${field}`).value = choice[field];
  if ($('#outlet').value !== choice.outlet) choice.outlet = $('#outlet').value = '';
  drawTicks();
  return found;
}

$('#list').addEventListener('change', (event) => {
  const id = event.target.closest('li').dataset.article;
  if (event.target.checked === choice.only) choice.ids.add(id); else choice.ids.delete(id);
  drawTicks();
});
$('#list').addEventListener('click', (event) => {
  const open = event.target.closest('.open');
  if (open) { before = open; openArticle({ article: open.closest('li').dataset.article }); }
  const remove = event.target.closest('.remove');
  if (remove) removeArticle(remove.closest('li'));
});
$('#all').addEventListener('change', (event) => choose([], !event.target.checked));
for (const field of ['outlet', 'since', 'until']) {
  $(`#${field}`).addEventListener('change', (event) => { choice[field] = event.target.value; drawTicks(); });
}
$('#unfilter').addEventListener('click', () => {
  for (const field of ['outlet', 'since', 'until']) choice[field] = $(`#${field}`).value = '';
  drawTicks();
});
