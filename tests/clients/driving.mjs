/** What the drive scripts of Node share: how to sign in, what to do, and the report at the end. It
 * uses no package itself, because every client has its own. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const env = process.env;

const CONSENT = fileURLToPath(new URL("consent.py", import.meta.url));

/** The client's packages. `import` looks for them beside the script, and they are where it runs. */
export const load = createRequire(`${process.cwd()}/`);

export const mode = process.argv[2];
export const address = new URL(env.CLARA_URL);

/** The headers that sign in: an MCP token in either of its places, or an API key with its user's
 * id. */
export const headers = {
  headers: { "clara-mcp-token": env.CLARA_TOKEN },
  bearer: { Authorization: `Bearer ${env.CLARA_TOKEN}` },
  user_id: { Authorization: `Bearer ${env.CLARA_API_KEY}`, "User-Id": env.CLARA_USER_ID },
};

/** How programs are told headers on their command line. */
export const headerFlags = (sent) =>
  Object.entries(sent).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);

/** A Clara that is spoken with over standard streams. */
export const stdio = {
  command: env.CLARA_COMMAND,
  args: ["mcp", "--folder", env.CLARA_FOLDER],
  env: { CLARA_MCP_TOKEN: env.CLARA_TOKEN },
};

/** Variables that make a program's browser, where it opens one, the person who signs in and allows.
 * The command is split at blanks, of which a relative path has none. */
export const browsing = {
  BROWSER: `${relative("", env.PYTHON)} ${relative("", CONSENT)} --follow`,
  CLARA_EMAIL: env.CLARA_EMAIL,
  CLARA_PASSWORD: env.CLARA_PASSWORD,
};

/** List all tools and lock the card with a connected Client of either generation of the SDK. What
 * Clara refuses, the client has to hand on in Clara's words. */
export async function listAndLock(client) {
  const tools = (await client.listTools()).tools.map((tool) => tool.name);
  const nobodys = { name: lockTool(tools), arguments: { card: "Nobody at all" } };
  const refused = await client.callTool(nobodys);
  assert(refused.isError);
  assert.match(refused.content[0].text, /card_not_found/);
  const lock = { name: lockTool(tools), arguments: { card: env.CLARA_CARD } };
  const answer = await client.callTool(lock);
  assert(!answer.isError, answer.content[0]?.text);
  return { tools, confirmation: answer.structuredContent };
}

/** The tool that locks, as it is spelled in `names`. */
export function lockTool(names) {
  const tool = names.find((name) => name === "lock_card" || name === "card.lock");
  assert(tool, `no tool locks cards: ${names.join(", ")}`);
  return tool;
}

function versionOf(name) {
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
}

/** Print what the run is judged by; `name` is the client's package. */
export function report(name, { tools, confirmation }) {
  console.log(JSON.stringify({ client: `${name} ${versionOf(name)}`, tools, confirmation }));
}

/** An OAuthClientProvider of the SDKs that keeps what it is given in memory, and the person it sends
 * to the browser. `callback` is the address that the person came back with. */
export class Visitor {
  // Where the browser is sent is read, not visited: nobody needs to listen there.
  redirectUrl = "http://127.0.0.1:33418/callback";
  #state = randomUUID();
  #kept = {};

  constructor(name) {
    this.clientMetadata = {
      client_name: name,
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  async redirectToAuthorization(url) {
    const { stdout } = await promisify(execFile)(env.PYTHON, [CONSENT, String(url)]);
    this.callback = new URL(stdout.trim());
    assert.equal(this.callback.searchParams.get("state"), this.#state);
  }

  state = () => this.#state;
  clientInformation = () => this.#kept.client;
  saveClientInformation = (client) => this.#keep({ client });
  tokens = () => this.#kept.tokens;
  saveTokens = (tokens) => this.#keep({ tokens });
  codeVerifier = () => this.#kept.verifier;
  saveCodeVerifier = (verifier) => this.#keep({ verifier });
  discoveryState = () => this.#kept.discovery;
  saveDiscoveryState = (discovery) => this.#keep({ discovery });

  #keep(more) {
    Object.assign(this.#kept, more);
  }
}

/** A client that knows nothing but the address: registration, consent, exchange; and after its work
 * a refresh, whose token works as well. `sdk` has `authorize(visitor)`, up to the tokens,
 * `connected(visitor)`, a client that is signed in, and `refresh(visitor)`. */
export async function throughOAuth(name, sdk) {
  const visitor = new Visitor(name);
  await sdk.authorize(visitor);
  const client = await sdk.connected(visitor);
  const done = await listAndLock(client);
  const { access_token, refresh_token } = visitor.tokens();
  await sdk.refresh(visitor);
  assert.notEqual(visitor.tokens().access_token, access_token);
  assert.notEqual(visitor.tokens().refresh_token, refresh_token);
  await client.listTools();
  await client.close();
  return done;
}
