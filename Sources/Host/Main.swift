// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The program's entry.
@main
enum Main {
    static func main() async {
        // Writing to a closed pipe is an error like others, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let status = await CommandLineProgram.run(Array(CommandLine.arguments.dropFirst()))
        exit(status.rawValue)
    }
}
