// What can be done with an answer: ask why, copy it, say whether it is right.
let asksFeedback = false;
const TOOLS = `<div class="tools">
  <button type="button" class="tool copy">Copy</button>
  <button type="button" class="tool markdown">Copy as Markdown</button>
  <button type="button" class="tool reason" aria-expanded="false">Why this answer?</button>
</div><div class="reasons" hidden></div>`;

function addTools(turn) {
  $('.reply', turn).insertAdjacentHTML('beforeend', TOOLS);
  if (!asksFeedback || !answerPlaces(turn)) return;
  $('.tools', turn).insertAdjacentHTML('beforeend', VERDICTS);
  drawVerdict(turn);
}

async function toggleWhy(turn) {
  const button = $('.reason', turn);
  const box = $('.reasons', turn);
  box.hidden = !box.hidden;
  button.setAttribute('aria-expanded', String(!box.hidden));
  if (box.hidden || box.innerHTML) return;
  box.innerHTML = '<p class="waiting">Reading again …</p>';
  const found = await call('why', turn.asked);
  box.innerHTML = found.html;
}

$('#turns').addEventListener('click', (event) => {
  const turn = event.target.closest('.turn');
  if (event.target.closest('.tool.reason')) toggleWhy(turn);
  if (event.target.closest('.tool.copy')) copy(turn.record.text);
  if (event.target.closest('.tool.markdown')) copy(turn.record.markdown);
});
