import Webex

/// The run of one file of tests, in a worker and against a simulator of its own.
package struct TestFileRun: Sendable {
    private let bench: TestBench
    private let ground: Run.Ground
    private let limits: RunLimits

    /// - Parameters:
    ///   - bench: what the file is given.
    ///   - ground: what its run stands on; its org is a simulator that nobody else uses.
    ///   - limits: those of the file, and of each run that it starts.
    package init(bench: TestBench, ground: Run.Ground, limits: RunLimits) {
        self.bench = bench
        var ground = ground
        ground.currentFolder = bench.folder.work
        // What is said while no test runs is that of any run, and of no interest here.
        ground.console = Console(redaction: ground.console.redaction) { [bench] _, bytes in bench.hear(bytes) }
        self.ground = ground
        self.limits = limits
    }

    /// Runs the file to its end, or until the task is cancelled.
    package func run() async -> TestFileReport {
        let began = ground.clock.now()
        let outcome: RunOutcome
        do {
            var request = Run.Request(script: bench.file, arguments: [])
            request.limits = limits
            request.bench = bench
            // The org ends with the file, so that a test may do with it what it likes.
            request.permissions.allowsDeletes = true
            request.permissions.allowsRaw = true
            request.grants.append(
                try PathGrant(
                    bench.folder.work,
                    .write,
                    .folder,
                    origin: .folder,
                    currentFolder: bench.folder.work
                )
            )
            let run = try Run(request, on: ground)
            outcome = await withTaskCancellationHandler {
                await run.run()
            } onCancel: {
                run.interrupt()
            }
        } catch {
            outcome = RunOutcome(exitCode: error.exitCode, failure: "\(error)")
        }
        return bench.report(outcome, duration: ground.clock.now() - began)
    }
}
