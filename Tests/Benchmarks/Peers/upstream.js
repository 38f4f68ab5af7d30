// SPDX-License-Identifier: Apache-2.0
// A fast OpenAI-compatible upstream for benchmarks, on loopback.
//
//   node upstream.js PORT
//
// The model's name says what it streams: mock-CHUNKS-DELAYms-BYTES, such as mock-64-0-8. With the suffix -clock each
// chunk's content is the monotonic clock in nanoseconds at the moment it was written.
const http = require('http');

const port = Number(process.argv[2]);
const prepared = new Map();

function chunk(model, delta, finish) {
  const choice = { index: 0, delta, finish_reason: finish ?? null };
  const body = { id: 'chatcmpl-mock', object: 'chat.completion.chunk', created: 1700000000, model, choices: [choice] };
  return `data: ${JSON.stringify(body)}\n\n`;
}

function stream(model, count, bytes) {
  const key = `${model}/${count}/${bytes}`;
  if (!prepared.has(key)) {
    const text = chunk(model, { content: 'x'.repeat(bytes) });
    const parts = [chunk(model, { role: 'assistant', content: '' })];
    for (let index = 0; index < count; index++) parts.push(text);
    parts.push(chunk(model, {}, 'stop'), 'data: [DONE]\n\n');
    prepared.set(key, parts.map((part) => Buffer.from(part)));
  }
  return prepared.get(key);
}

function play(response, parts, isOpen) {
  let index = 0;
  const more = () => {
    while (index < parts.length) {
      if (!isOpen()) return;
      if (!response.write(parts[index++])) return response.once('drain', more);
    }
    response.end();
  };
  more();
}

function pace(response, parts, delay, stamp, isOpen) {
  const start = performance.now();
  let index = 0;
  const tick = () => {
    if (!isOpen()) return;
    const due = Math.min(parts.length, 1 + Math.floor((performance.now() - start) / delay));
    for (; index < due; index++) {
      const isText = index > 0 && index <= parts.length - 3;
      response.write(stamp && isText ? stamp() : parts[index]);
    }
    if (index >= parts.length) return response.end();
    setTimeout(tick, Math.max(0, start + index * delay - performance.now()));
  };
  tick();
}

const server = http.createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/json' });
    return response.end('{"object":"list","data":[{"id":"mock-64-0-8","object":"model","owned_by":"mock"}]}');
  }
  const received = [];
  request.on('data', (data) => received.push(data));
  request.on('end', () => {
    const model = String(JSON.parse(Buffer.concat(received)).model);
    const [, count, delay, bytes, clock] = model.split('-');
    let open = true;
    response.on('close', () => { open = false; });
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    const parts = stream(model, Number(count), Number(bytes));
    const stamp = clock ? () => chunk(model, { content: String(process.hrtime.bigint()) }) : null;
    if (parseInt(delay)) pace(response, parts, parseInt(delay), stamp, () => open);
    else play(response, parts, () => open);
  });
});
server.keepAliveTimeout = 60000;
server.listen(port, '127.0.0.1', 4096);
