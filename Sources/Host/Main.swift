// SPDX-License-Identifier: Apache-2.0

import CMemory
import Glibc
import NIOCore
import NIOPosix

/// The program's entry.
@main
enum Main {
    static func main() async {
        cmemory_return_large_blocks()
        Precautions.forbidCoreDumps()
        // Writing to a closed pipe is an error like others, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        // One event loop a core, as NIO has it, but of the cores that are ours.
        if let cores = UsableCores.count { NIOSingletons.groupLoopCountSuggestion = cores }
        let status = await CommandLineProgram.run(Array(CommandLine.arguments.dropFirst()))
        exit(status.rawValue)
    }
}
