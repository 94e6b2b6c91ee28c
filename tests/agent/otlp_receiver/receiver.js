// An OTLP/HTTP receiver that is not ours: OpenTelemetry's own generated code reads what comes.
//
// Prints "listening PORT" on stdout, then one JSON line per request: its path and headers, whether
// OpenTelemetry's encoder gives the same octets back (so no field of ours was unknown to it), and
// the spans, each with its resource and scope. Ends when stdin does.
'use strict';
const http = require('node:http');
const zlib = require('node:zlib');
const root = require('@opentelemetry/otlp-transformer/build/src/generated/root');

const { ExportTraceServiceRequest, ExportTraceServiceResponse } =
  root.opentelemetry.proto.collector.trace.v1;

// Octets as hex, at any depth.
function readable(value) {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(readable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, readable(one)]));
}

function describe(octets) {
  const message = ExportTraceServiceRequest.decode(octets);
  const again = Buffer.from(ExportTraceServiceRequest.encode(message).finish());
  const object = ExportTraceServiceRequest.toObject(message, { longs: String, enums: String });
  const spans = object.resourceSpans.flatMap((resource) =>
    resource.scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        ...span,
        resource: resource.resource,
        schemaUrl: resource.schemaUrl,
        scope: scope.scope,
      }))));
  return { same: again.equals(octets), spans };
}

const server = http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    let octets = Buffer.concat(parts);
    if (request.headers['content-encoding'] === 'gzip') octets = zlib.gunzipSync(octets);
    const seen = { path: request.url, headers: request.headers, ...describe(octets) };
    process.stdout.write(JSON.stringify(readable(seen)) + '\n');
    response.setHeader('Content-Type', 'application/x-protobuf');
    response.end(Buffer.from(ExportTraceServiceResponse.encode({}).finish()));
  });
});
server.listen(0, '127.0.30.3', () => process.stdout.write(`listening ${server.address().port}\n`));
process.stdin.on('end', () => process.exit(0)).resume();
