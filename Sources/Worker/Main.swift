// SPDX-License-Identifier: Apache-2.0

import CMemory
import PluginRuntime

/// `toolhost-worker`: one plugin in a process of its own, started by the host and ended with it.
@main enum Main {
    static func main() {
        cmemory_return_large_blocks()
        WorkerProgram.run(arguments: CommandLine.arguments)
    }
}
