/**
 * Labels that name the service that suffers, the surest first. Prometheus' `job` comes last: it is the scrape job, which for
 * application metrics often is the service (https://prometheus.io/docs/concepts/jobs_instances/).
 */
const NAMES = [
  "service",
  "service_name",
  "service.name",
  "app",
  "app_kubernetes_io_name",
  "app.kubernetes.io/name",
  "application",
  "deployment",
  "statefulset",
  "daemonset",
  "job",
] as const;

/**
 * Scrape jobs of what measures others: kube-prometheus names them in `job`, and through a ServiceMonitor in `service` as well
 * (https://github.com/prometheus-operator/kube-prometheus). They tell of a service, and are none that suffers.
 */
const EXPORTER =
  /(?:^|[-_/])(?:exporter|kube-state-metrics|node-exporter|blackbox|cadvisor|kubelet|pushgateway|prometheus|alertmanager|federate|probes?|kubernetes-(?:pods|nodes|services?|service-endpoints|cadvisor|apiservers)|apiserver|kube-(?:proxy|scheduler|controller-manager|dns)|coredns|snmp|cloudwatch|stackdriver)(?:$|[-_/])/i;

/** Null rather than a guess: an alert about a pod that names only its exporter belongs to no service. */
export function serviceOfLabels(labels: Readonly<Record<string, string>>): string | null {
  for (const name of NAMES) {
    const value = labels[name];
    if (value && !(measures(name) && EXPORTER.test(value))) return value;
  }
  return null;
}

const measures = (name: string): boolean => name === "job" || name === "service";
