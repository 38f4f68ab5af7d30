// SPDX-License-Identifier: Apache-2.0

import CConfinement
import CWorker
import Confinement
import Glibc

/// Confines the process that it runs in, which must have one thread and no foreign code in it yet.
struct WorkerConfiner {
    /// The step that failed, and why.
    struct Fault: Error, Hashable {
        let stage: ConfinementStage
        let number: Int32
        /// Whether the kernel does not have what the step needs.
        var isMissing = false
    }

    private let wanted: WorkerConfinement
    private let kernel: confine_kernel

    private init(_ wanted: WorkerConfinement) {
        self.wanted = wanted
        var kernel = confine_kernel()
        unsafe confine_probe(&kernel)
        self.kernel = kernel
    }

    /// Takes all steps.
    ///
    /// - Parameters:
    ///   - wanted: What stays allowed.
    ///   - path: The plugin, which stays readable.
    ///   - frameBytes: The largest frame, which may be a file in memory.
    /// - Returns: What holds from now on.
    /// - Throws: The first step that failed; what came before it holds all the same.
    static func confine(
        to wanted: WorkerConfinement, loading path: String, frameBytes: Int
    ) throws(Fault) -> ConfinementEnforcement {
        var wanted = wanted
        wanted.limits.fileBytes = max(wanted.limits.fileBytes, Int64(frameBytes))
        let confiner = WorkerConfiner(wanted)
        try confiner.bindPrograms()
        try confiner.lowerLimits()
        try confiner.check(.landlock, confine_no_new_rights())
        let landlock = try confiner.restrictFiles(loading: path)
        try confiner.dropCapabilities()
        let (isFiltered, countsThreads) = try confiner.filterCalls()
        return ConfinementEnforcement(
            landlock: landlock, filtersCalls: isFiltered, countsThreads: countsThreads)
    }

    private func check(_ stage: ConfinementStage, _ error: Int32) throws(Fault) {
        guard error == 0 else { throw Fault(stage: stage, number: error) }
    }

    /// Before anything is forbidden that it takes.
    private func bindPrograms() throws(Fault) {
        // The launcher ends what it has started by itself.
        guard !wanted.programs.isEmpty, !wanted.launchesPrograms else { return }
        try check(.fork, cw_end_group_with_self())
    }

    private func lowerLimits() throws(Fault) {
        // A file that grows too large is an error for whoever writes it, not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        let limits: [(confine_resource, Int64)] = [
            (CONFINE_CORE_BYTES, 0), (CONFINE_MEMORY_BYTES, Self.memoryInUse + wanted.limits.memoryBytes),
            (CONFINE_FILE_BYTES, wanted.limits.fileBytes),
            (CONFINE_DESCRIPTORS, Int64(wanted.limits.descriptors)),
        ]
        for (resource, value) in limits {
            try check(.limits, confine_limit(resource, UInt64(clamping: value)))
        }
        cw_shrink_stacks()
        guard Self.useForTemporaryFiles(wanted.temporary) else {
            throw Fault(stage: .limits, number: errno)
        }
    }

    /// Tells the plugin's libraries where temporary files go; false when there is no memory for it.
    @discardableResult
    static func useForTemporaryFiles(_ folder: String) -> Bool {
        unsafe setenv("TMPDIR", folder, 1) == 0
    }

    /// What this process has of the kind of memory that is limited, in bytes: that of the plugin comes on top.
    private static var memoryInUse: Int64 {
        // Where /proc does not tell, the plugin gets a little less.
        guard let text = ProcessFile.text(of: "/proc/self/statm", upTo: 256) else { return 0 }
        let fields = text.split(separator: " ")
        guard fields.count > 5, let pages = Int64(fields[5]) else { return 0 }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// - Returns: The version of Landlock, 0 where there is none.
    private func restrictFiles(loading path: String) throws(Fault) -> Int {
        guard kernel.landlock > 0 else {
            if wanted.isStrict {
                throw Fault(stage: .landlock, number: kernel.landlock_error, isMissing: true)
            }
            return 0
        }
        let readable =
            SystemNeeds.readable + SystemNeeds.foldersOfLoadedLibraries()
            + SystemNeeds.libraries(of: path) + wanted.readable
        var rules = confine_rules()
        try check(.landlock, unsafe confine_rules_open(&rules, wanted.allowsNetwork ? 0 : 1))
        var error: Int32 = 0
        for path in readable where error == 0 {
            error = unsafe confine_rules_allow_path(&rules, path, CONFINE_READ)
        }
        for path in SystemNeeds.writable + wanted.writable where error == 0 {
            error = unsafe confine_rules_allow_path(&rules, path, CONFINE_READ | CONFINE_WRITE)
        }
        for path in wanted.programs where error == 0 {
            error = unsafe confine_rules_allow_program(&rules, path)
        }
        if error == 0 {
            error = unsafe confine_rules_enforce(&rules)
        } else {
            unsafe confine_rules_drop(&rules)
        }
        try check(.landlock, error)
        return Int(kernel.landlock)
    }

    private func dropCapabilities() throws(Fault) {
        // Root keeps its access to files where Landlock says which: a sandbox may belong to somebody else.
        let overrideAccess: UInt64 = 1 << 1
        try check(.capabilities, confine_drop_capabilities(kernel.landlock > 0 ? overrideAccess : 0))
    }

    private func filterCalls() throws(Fault) -> (isFiltered: Bool, countsThreads: Bool) {
        guard kernel.filters != 0 else {
            if wanted.isStrict { throw Fault(stage: .filter, number: ENOSYS, isMissing: true) }
            return (false, false)
        }
        var filter = unsafe confine_filter()
        unsafe filter.refusals = refusals
        // Children are processes of their own, so a filter that they inherit names none.
        unsafe filter.own_process = wanted.programs.isEmpty ? getpid() : 0
        // The launcher asks for its programs, and a process has one who is asked.
        unsafe filter.counted = !wanted.launchesPrograms && kernel.supervision != 0 ? 1 : 0
        var listener: Int32 = -1
        var error = unsafe confine_filter_install(&filter, &listener)
        if error == EBUSY, unsafe filter.counted != 0 {
            // A container's own supervisor stands in the way: the kernel takes one only.
            unsafe filter.counted = 0
            error = unsafe confine_filter_install(&filter, &listener)
        }
        try check(.filter, error)
        guard listener >= 0 else { return (true, false) }
        defer { close(listener) }
        try check(.filter, confine_send_listener(CW_OVERSIGHT, listener))
        return (true, true)
    }

    private var refusals: UInt32 {
        var refusals = UInt32(CONFINE_REFUSE_OUTLIVING)
        refusals |= wanted.allowsNetwork ? CONFINE_REFUSE_LOCAL_SOCKETS : CONFINE_REFUSE_NETWORK
        switch wanted.attributes {
        case .none: refusals |= CONFINE_REFUSE_ATTRIBUTES
        case .opened: refusals |= CONFINE_REFUSE_NAMED_ATTRIBUTES
        case .all: break
        }
        if !wanted.launchesPrograms { refusals |= CONFINE_REFUSE_LEAVING }
        if wanted.programs.isEmpty {
            refusals |= CONFINE_REFUSE_PROGRAMS | CONFINE_REFUSE_PROCESSES | CONFINE_REFUSE_WATCHES
            refusals |= CONFINE_REFUSE_SHARED_MEMORY
            if kernel.landlock < 6 { refusals |= CONFINE_REFUSE_SIGNALS }
        }
        if kernel.landlock > 0, kernel.landlock < 3 { refusals |= CONFINE_REFUSE_TRUNCATION }
        return refusals
    }
}

extension WorkerConfiner.Fault {
    /// What the host is told.
    func refusal(of path: String) -> PluginError {
        let reason = FileSystem.Failure(number: number).reason
        guard isMissing else {
            return .confinementFailed(path: path, stage: stage.phrase, reason: reason)
        }
        let part = stage == .landlock ? "it has no Landlock" : "it has no seccomp"
        return .notConfinable(path: path, reason: "\(part) (\(reason))")
    }
}
