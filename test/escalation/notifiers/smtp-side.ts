import { createServer, type AddressInfo, type Socket } from "node:net";

export interface SmtpSide {
  port: number;
  /** What clients said, line by line. */
  said: string[];
  /** Whole mails, as they came. */
  mails: string[];
  /** What it answers to a command instead of the usual; null: the connection is reset, "": nothing. */
  replies: Record<string, string | null>;
  close(): Promise<void>;
}

const USUAL: Readonly<Record<string, string>> = {
  EHLO: "250-side.example\r\n250 AUTH PLAIN",
  AUTH: "235 welcome",
  MAIL: "250 ok",
  RCPT: "250 ok",
  DATA: "354 go on",
  ".": "250 taken",
  QUIT: "221 bye",
  RSET: "250 ok",
};

/** A mail server of this machine that takes what it is told, without TLS (RFC 5321). */
export async function smtpSide(): Promise<SmtpSide> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined).on("close", () => open.delete(socket));
    let [rest, mail]: [string, string[] | null] = ["", null];
    const reply = (command: string): void => {
      const text = command in side.replies ? side.replies[command] : USUAL[command];
      if (text === null) socket.resetAndDestroy();
      else if (text !== "") socket.write(`${text ?? "500 what"}\r\n`);
    };
    const take = (line: string): void => {
      if (mail !== null) {
        if (line !== ".") return void mail.push(line);
        side.mails.push(mail.join("\r\n"));
        mail = null;
        return reply(".");
      }
      side.said.push(line);
      const command = line.split(" ")[0]?.toUpperCase() ?? "";
      if (command === "DATA" && !("DATA" in side.replies)) mail = [];
      reply(command);
    };
    socket.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString("utf8")).split("\r\n");
      rest = lines.pop() ?? "";
      lines.forEach(take);
    });
    socket.write(`${side.replies["greeting"] ?? "220 side.example"}\r\n`);
  });
  const side: SmtpSide = {
    port: 0,
    said: [],
    mails: [],
    replies: {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  side.port = (server.address() as AddressInfo).port;
  return side;
}
