import type { Preset } from "../preset.js";
import { azure } from "./azure.js";
import { betterStack } from "./betterstack.js";
import { checkly } from "./checkly.js";
import { dynatrace } from "./dynatrace.js";
import { elastic } from "./elastic.js";
import { falco } from "./falco.js";
import { gcp } from "./gcp.js";
import { healthchecks } from "./healthchecks.js";
import { honeycomb } from "./honeycomb.js";
import { icinga } from "./icinga.js";
import { nagios } from "./nagios.js";
import { netdata } from "./netdata.js";
import { newrelic } from "./newrelic.js";
import { splunk } from "./splunk.js";
import { statusCake } from "./statuscake.js";
import { uptimeKuma } from "./uptimekuma.js";
import { uptimeRobot } from "./uptimerobot.js";
import { zabbix } from "./zabbix.js";

/** In this order a body of nobody's naming is recognised. */
export const presets: readonly Preset[] = [
  azure,
  gcp,
  newrelic,
  honeycomb,
  dynatrace,
  uptimeKuma,
  uptimeRobot,
  betterStack,
  netdata,
  zabbix,
  falco,
  splunk,
  elastic,
  checkly,
  healthchecks,
  statusCake,
  nagios,
  icinga,
];
