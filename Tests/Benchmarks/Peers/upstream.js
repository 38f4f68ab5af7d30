// SPDX-License-Identifier: Apache-2.0
// A fast OpenAI-compatible upstream for benchmarks, on loopback.
//
//   node upstream.js PORT
//
// The model's name says what it streams: mock-CHUNKS-DELAYms-BYTES, such as mock-64-0ms-8. Without a delay all chunks
// leave in one write. With the suffix -clock each chunk's content is the monotonic clock in nanoseconds at the moment
// it was written. Requests are read from the socket by hand: node's own server would be slower than what is measured.
const net = require('net');

const port = Number(process.argv[2]);
const prepared = new Map();
const head = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n');
const models = '{"object":"list","data":[{"id":"mock-64-0ms-8","object":"model","owned_by":"mock"}]}';
const list = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${models.length}\r\n\r\n${models}`;

function framed(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

function chunk(model, delta, finish) {
  const choice = { index: 0, delta, finish_reason: finish ?? null };
  const body = { id: 'chatcmpl-mock', object: 'chat.completion.chunk', created: 1700000000, model, choices: [choice] };
  return framed(`data: ${JSON.stringify(body)}\n\n`);
}

function stream(model) {
  if (!prepared.has(model)) {
    const [, count, , bytes] = model.split('-');
    const text = chunk(model, { content: 'x'.repeat(Number(bytes)) });
    const parts = [chunk(model, { role: 'assistant', content: '' }), ...Array(Number(count)).fill(text)];
    parts.push(chunk(model, {}, 'stop'), framed('data: [DONE]\n\n'), Buffer.from('0\r\n\r\n'));
    prepared.set(model, { parts, whole: Buffer.concat([head, ...parts]) });
  }
  return prepared.get(model);
}

function pace(socket, model, parts, delay) {
  const stamps = model.endsWith('-clock');
  const start = performance.now();
  let index = 0;
  socket.write(head);
  const tick = () => {
    if (socket.destroyed) return;
    const due = Math.min(parts.length, 1 + Math.floor((performance.now() - start) / delay));
    for (; index < due; index++) {
      const isText = index > 0 && index < parts.length - 3;
      socket.write(stamps && isText ? chunk(model, { content: String(process.hrtime.bigint()) }) : parts[index]);
    }
    if (index < parts.length) setTimeout(tick, Math.max(0, start + index * delay - performance.now()));
  };
  tick();
}

function answer(socket, request, body) {
  if (request.startsWith('GET')) return socket.write(list);
  const model = String(JSON.parse(body).model);
  const { parts, whole } = stream(model);
  const delay = parseInt(model.split('-')[2]);
  if (delay) pace(socket, model, parts, delay);
  else socket.write(whole);
}

// One request at a time: no client that is measured sends the next one before it has the answer.
const server = net.createServer({ noDelay: true }, (socket) => {
  let received = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    received = received.length ? Buffer.concat([received, data]) : data;
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const fields = received.latin1Slice(0, end);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(fields)?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    const body = received.utf8Slice(end + 4, end + 4 + length);
    received = received.subarray(end + 4 + length);
    answer(socket, fields, body);
  });
});
server.listen(port, '127.0.0.1', 4096);
