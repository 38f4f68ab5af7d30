// SPDX-License-Identifier: Apache-2.0

import Confinement
import PluginRuntime

/// Looks at what this kernel holds plugins to, and what the settings give up.
struct IsolationCheck: Sendable {
    var kernel = KernelFeatures.current
    let demand: ConfinementDemand?
    let inProcess: Set<String>

    init(settings: HostSettings) {
        demand = settings.pluginIsolation
        inProcess = settings.pluginsInProcess
    }

    init(kernel: KernelFeatures, demand: ConfinementDemand?, inProcess: Set<String>) {
        self.kernel = kernel
        self.demand = demand
        self.inProcess = inProcess
    }

    /// One on the kernel, and one on plugins inside the host where there are some.
    var findings: [DoctorFinding] {
        guard !inProcess.isEmpty else { return [ofKernel] }
        let names = inProcess.sorted().joined(separator: ", ")
        return [
            ofKernel,
            DoctorFinding(
                .isolation, .warning,
                "Inside the host, where nothing confines them and their crashes are the host's, run: \(names).",
                hint: "Leave them out of PLUGIN_IN_PROCESS to give them processes of their own."),
        ]
    }

    private var ofKernel: DoctorFinding {
        let gaps = shortfalls
        guard kernel.landlock == 0 || !kernel.filtersCalls else {
            let means = "Landlock \(kernel.landlock) and seccomp"
            return gaps.isEmpty
                ? DoctorFinding(.isolation, .ok, "Plugins are confined, by \(means).")
                : DoctorFinding(
                    .isolation, .warning, "Plugins are confined, by \(means). \(gaps.joined(separator: " "))")
        }
        if demand == .strict {
            return DoctorFinding(
                .isolation, .failed,
                "Plugins are refused, since they cannot be confined. \(gaps.joined(separator: " "))",
                hint: "Set PLUGIN_ISOLATION to best-effort to load them all the same.")
        }
        return DoctorFinding(
            .isolation, .warning, "Plugins are not fully confined. \(gaps.joined(separator: " "))",
            hint: "Set PLUGIN_ISOLATION to strict to refuse them.")
    }

    /// What does not hold for plugins, a sentence each.
    private var shortfalls: [String] {
        var sentences: [String] = []
        if kernel.landlock == 0 {
            sentences.append("Their access to files is open: there is no Landlock (Linux 5.13).")
        }
        if !kernel.filtersCalls { sentences.append("They can open sockets: there is no seccomp.") }
        if kernel.filtersCalls, !kernel.supervisesCalls {
            sentences.append("Their threads are not counted: the host cannot be asked (Linux 5.5).")
        }
        return sentences
    }
}
