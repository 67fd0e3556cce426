/** MCP Inspector from the command line: one command lists the tools, and fails when a schema of
 * theirs is not portable (`--strict`); the next one locks. In the mode `modern` it speaks the era of
 * 2026-07-28; in `oauth` the first command opens a browser, the second uses what that stored. */

import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { browsing, headerFlags, headers, lockTool, mode, report, stdio } from "../driving.mjs";

const { CLARA_CARD, CLARA_URL, NODE } = process.env;
const NAME = "@modelcontextprotocol/inspector";
const PROGRAM = `node_modules/${NAME}/clients/launcher/build/index.js`;

const environment = {
  ...process.env,
  ...browsing,
  // No terminal is there to show that somebody could sign in, and no keychain to store into.
  MCP_AUTO_OPEN_ENABLED: "true",
  MCP_INSPECTOR_SECRET_STORE: "file",
};

function overHttp() {
  const sent = mode === "oauth" ? {} : (headers[mode] ?? headers.headers);
  return [
    ...["--server-url", CLARA_URL, "--transport", "http"],
    ...["--protocol-era", mode === "modern" ? "modern" : "legacy"],
    ...headerFlags(sent),
  ];
}

function overStdio() {
  const variables = Object.entries(stdio.env).map(([name, value]) => `${name}=${value}`);
  return [...variables.flatMap((one) => ["-e", one]), "--", stdio.command, ...stdio.args];
}

function inspected(...asked) {
  const command = [PROGRAM, "--cli", "--format", "json", ...asked];
  const server = mode === "stdio" ? overStdio() : overHttp();
  const output = execFileSync(NODE, [...command, ...server], {
    env: environment,
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(output).result;
}

const tools = inspected("--method", "tools/list", "--strict").tools.map((tool) => tool.name);
// Two commands of its are eleven requests, and a token has ten in a second.
await pause(1_000);
const answer = inspected(
  ...["--method", "tools/call", "--tool-name", lockTool(tools)],
  ...["--tool-args-json", JSON.stringify({ card: CLARA_CARD })],
  ...(mode === "oauth" ? ["--stored-auth-only"] : []),
);
report(NAME, { tools, confirmation: answer.structuredContent });
