// SPDX-License-Identifier: Apache-2.0
// How late streamed chunks arrive: the content of each is the clock at which the upstream wrote it.
//
//   node latency.js URL STREAMS CHUNKS DELAY_MS
//
// Prints one JSON object: chunks, failures, and the 50th, 90th and 99th percentile in microseconds.
const http = require('http');

const [, , address, streams, chunks, delay] = process.argv;
const url = new URL(address);
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
const body = JSON.stringify({
  model: `mock-${chunks}-${delay}ms-8-clock`, stream: true, messages: [{ role: 'user', content: 'x' }],
});
const lateness = [];
let failures = 0;

function one() {
  return new Promise((done) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const options = { hostname: url.hostname, port: url.port, path: url.pathname, method: 'POST', agent, headers };
    const request = http.request(options, (response) => {
      if (response.statusCode !== 200) failures++;
      let text = '';
      response.on('data', (data) => {
        const now = process.hrtime.bigint();
        text += data;
        for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
          const stamp = /"(?:content|data)": ?"(\d{6,})"/.exec(text.slice(0, end));
          if (stamp) lateness.push(Number(now - BigInt(stamp[1])) / 1e3);
        }
      });
      response.on('end', done);
    });
    request.on('error', () => { failures++; done(); });
    request.end(body);
  });
}

async function main() {
  const count = Number(streams);
  await Promise.all(Array.from({ length: count }, async (_, index) => {
    // Streams start spread over one delay, so that their chunks do not fall together.
    await new Promise((resume) => setTimeout(resume, (index * Number(delay)) / count));
    await one();
  }));
  lateness.sort((left, right) => left - right);
  const at = (share) => Math.round(lateness[Math.min(lateness.length - 1, Math.floor(lateness.length * share))] ?? -1);
  console.log(JSON.stringify({ chunks: lateness.length, failures, p50: at(0.5), p90: at(0.9), p99: at(0.99) }));
  agent.destroy();
}

main();
