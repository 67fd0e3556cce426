/** The second generation of the official SDK. It is asked to find out which era of the protocol
 * Clara speaks, and has to find 2026-07-28; in the mode `legacy` it begins as it does by default. */

import assert from "node:assert/strict";
import { address, headers, load, mode, stdio } from "../driving.mjs";
import { listAndLock, report, throughOAuth } from "../driving.mjs";

const NAME = "@modelcontextprotocol/client";
const { Client, StreamableHTTPClientTransport, UnauthorizedError, auth } = load(NAME);
const { StdioClientTransport } = load(`${NAME}/stdio`);

const [negotiation, version] =
  mode === "legacy" ? ["legacy", "2025-11-25"] : ["auto", "2026-07-28"];
const http = (options) => new StreamableHTTPClientTransport(address, options);

async function connected(transport) {
  const client = new Client(
    { name: "typescript-sdk-2", version: "1" },
    { versionNegotiation: { mode: negotiation } },
  );
  await client.connect(transport);
  assert.equal(client.getNegotiatedProtocolVersion(), version);
  return client;
}

async function authorize(visitor) {
  const transport = http({ authProvider: visitor });
  await assert.rejects(connected(transport), UnauthorizedError);
  await transport.finishAuth(visitor.callback.searchParams);
}

async function signedIn() {
  const sent = headers[mode] ?? headers.headers;
  const transport =
    mode === "stdio" ? new StdioClientTransport(stdio) : http({ requestInit: { headers: sent } });
  const client = await connected(transport);
  const done = await listAndLock(client);
  await client.close();
  return done;
}

const oauth = {
  authorize,
  connected: (visitor) => connected(http({ authProvider: visitor })),
  refresh: (visitor) => auth(visitor, { serverUrl: address }),
};

report(NAME, await (mode === "oauth" ? throughOAuth("TypeScript SDK 2", oauth) : signedIn()));
