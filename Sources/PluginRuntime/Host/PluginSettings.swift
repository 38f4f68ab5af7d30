// SPDX-License-Identifier: Apache-2.0

/// Where plugins come from and what they are given.
public struct PluginSettings: Sendable, Hashable {
    /// Files and folders of the plugins that belong to the host; they load before all others.
    public var bundled: [String]
    /// Folders whose `*.so` files are plugins, in order; a folder that does not exist is passed over.
    public var folders: [String]
    /// The folder that tools work in; created when a plugin loads.
    public var sandbox: String
    /// Where each plugin gets a folder of its own for what must last.
    public var dataFolder: String
    /// Where each plugin gets a folder of its own for what can be made again.
    public var cacheFolder: String
    /// Where copies of the plugins' files are kept, which are what is loaded; several hosts may share it.
    public var storeFolder: String
    /// The longest a call may take when its tool states no limit.
    public var toolTimeout: Duration
    /// What plugins find in `th.config/1`: key and value, under the id or else the name of the plugin.
    public var values: [String: [String: String]]
    /// The plugins that come with the host, by the paths of their files without links: what each may do.
    ///
    /// Others get `PluginPermissions.standard`.
    public var known: [String: KnownPlugin]
    /// The program that runs plugins in processes of their own; nil runs them in this one.
    public var worker: WorkerSettings?
    /// The names of plugins that run in this process all the same: the file's name without `lib` and ending.
    public var inProcess: Set<String>
    /// What decides who may have more than the default; nil when nobody may.
    public var trust: TrustSettings?
    /// How much plugins and their calls may ask for.
    public var limits: PluginLimits

    /// Settings with the usual defaults; the folders have none.
    public init(
        bundled: [String] = [], folders: [String] = [], sandbox: String, dataFolder: String,
        cacheFolder: String,
        storeFolder: String? = nil, toolTimeout: Duration = .seconds(30),
        values: [String: [String: String]] = [:], known: [String: KnownPlugin] = [:],
        worker: WorkerSettings? = nil, inProcess: Set<String> = [], trust: TrustSettings? = nil,
        limits: PluginLimits = PluginLimits()
    ) {
        self.bundled = bundled
        self.folders = folders
        self.sandbox = sandbox
        self.dataFolder = dataFolder
        self.cacheFolder = cacheFolder
        // No plugin's folder there starts with a full stop.
        self.storeFolder = storeFolder ?? "\(cacheFolder)/.store"
        self.toolTimeout = toolTimeout
        self.values = values
        self.known = known
        self.worker = worker
        self.inProcess = inProcess
        self.trust = trust
        self.limits = limits
    }

    /// The settings of one plugin.
    func values(of plugin: PluginIdentity) -> [String: String] {
        values[plugin.id] ?? values[plugin.name] ?? [:]
    }
}

/// How the processes of plugins are started.
public struct WorkerSettings: Sendable, Hashable {
    /// The path of `toolhost-worker`.
    public var executable: String
    /// All the environment that the processes get, save for what a plugin was granted by name.
    public var environment: [String: String]
    /// What a plugin may be granted by name: the host's own variables.
    public var grantable: [String: String]
    /// What becomes of plugins where the kernel cannot confine them.
    public var demand: ConfinementDemand

    /// Settings for a program at that path.
    public init(
        executable: String, environment: [String: String] = [:], grantable: [String: String] = [:],
        demand: ConfinementDemand = .usual
    ) {
        self.executable = executable
        self.environment = environment
        self.grantable = grantable
        self.demand = demand
    }

    /// The same with those of the host's variables; none of them steers the loader.
    func granting(_ names: [String]) -> WorkerSettings {
        var settings = self
        let granted = grantable.filter { names.contains($0.key) && !$0.key.hasPrefix("LD_") }
        settings.environment = granted.merging(environment) { $1 }
        return settings
    }
}
