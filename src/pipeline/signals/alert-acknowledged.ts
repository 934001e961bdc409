import { finalStates } from "../../events/incident.js";
import { acknowledge } from "../../store/acknowledgements.js";
import { memberByKey } from "../../store/alert-members.js";
import { ping, type Handler } from "./handler.js";

/** Whoever takes an alert up at its sender takes up the incident it belongs to. Of an alert that is over or not known it says nothing. */
export const alertAcknowledged: Handler<"alert-acknowledged"> = async (signal, context) => {
  const { tx, wake } = context;
  const member = await memberByKey(tx, signal.key);
  if (member === null || member.ended_at !== null || finalStates.includes(member.state)) return null;
  const { incident_id: id } = member;
  const taken = { by: signal.by, how: `at ${signal.where}`, at: signal.at, account: false };
  const messages = await acknowledge(tx, id, taken);
  if (messages !== null) {
    wake(...messages.map((message) => ({ task: "notification", id: message }) as const));
    await ping([id], context);
  }
  return id;
};
