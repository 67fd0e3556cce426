/** The first generation of the official SDK: what most assistants in Node are made with. */

import assert from "node:assert/strict";
import { address, headers, load, mode, stdio } from "../driving.mjs";
import { listAndLock, report, throughOAuth } from "../driving.mjs";

const NAME = "@modelcontextprotocol/sdk";
const { UnauthorizedError, auth } = load(`${NAME}/client/auth.js`);
const { Client } = load(`${NAME}/client/index.js`);
const { StdioClientTransport } = load(`${NAME}/client/stdio.js`);
const { StreamableHTTPClientTransport } = load(`${NAME}/client/streamableHttp.js`);

const http = (options) => new StreamableHTTPClientTransport(address, options);

async function connected(transport) {
  const client = new Client({ name: "typescript-sdk-1", version: "1" });
  await client.connect(transport);
  return client;
}

async function authorize(visitor) {
  const transport = http({ authProvider: visitor });
  await assert.rejects(connected(transport), UnauthorizedError);
  await transport.finishAuth(visitor.callback.searchParams.get("code"));
}

async function signedIn() {
  const overHttp = () => http({ requestInit: { headers: headers[mode] } });
  const transport = mode === "stdio" ? new StdioClientTransport(stdio) : overHttp();
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

report(NAME, await (mode === "oauth" ? throughOAuth("TypeScript SDK 1", oauth) : signedIn()));
