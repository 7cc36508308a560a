import Journal
import Webex

extension Run {
    /// Milliseconds that a person who ended the run waits without a word.
    private static let silence: Int64 = 1000

    /// Waits until all that is under way has let go, and tells a person what for: a change that was sent is answered first.
    func close(_ door: Door, _ journal: RunJournal?) async {
        let word = Task {
            try await ground.clock.sleep(Self.silence)
            let count = journal?.writer.open.underWay.count ?? 0
            guard isInterrupted, count > 0 else { return }
            let changes = count == 1 ? "1 change" : "\(count) changes"
            ground.console.say("waiting for \(changes) to be answered; Ctrl-C again ends at once")
        }
        await door.close()
        word.cancel()
    }
}
