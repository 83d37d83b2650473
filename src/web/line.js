// The line's own page: where to call, who is there. Asks again every two seconds while it is looked at.
const EVERY_MS = 2000;
const at = (id) => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function showLine(view, line) {
  const item = element('li', '');
  item.append(element('strong', `${line.line} ${line.name}`), element('br', ''));
  item.append('Call ', element('code', `sip:${line.line}@${view.sip}`), ` · calls now: ${line.calls}`);
  return item;
}

function showAgent(agent) {
  const row = element('tr', '');
  const status = agent.reason ? `${agent.status} (${agent.reason})` : agent.status;
  const shown = agent.registered ? status : '–';
  row.append(
    element('td', agent.account),
    element('td', agent.name),
    element('td', agent.registered ? 'registered' : 'away'),
    element('td', shown, agent.registered && agent.status === 'ready' ? 'ready' : ''),
  );
  return row;
}

async function refresh() {
  try {
    const response = await fetch('api/line');
    const view = await response.json();
    const calls = view.lines.reduce((sum, line) => sum + line.calls, 0);
    const state = view.open ? 'The line is open.' : 'The line takes no new calls.';
    at('state').textContent = `${state} In progress: ${calls}, waiting: ${view.waiting}.`;
    at('lines').replaceChildren(...view.lines.map((line) => showLine(view, line)));
    at('agents').replaceChildren(...view.agents.map(showAgent));
  } catch {
    at('state').textContent = 'The line does not answer. Trying again…';
  }
}

await refresh();
setInterval(() => {
  if (!document.hidden) void refresh();
}, EVERY_MS);
