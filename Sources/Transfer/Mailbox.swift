import CCurl
import Synchronization

/// What tasks want of the curl thread, in the order they asked.
///
/// A letter wakes the thread out of `curl_multi_poll`, but only when none has done so since it last looked: a
/// hundred requests at once cost one system call.
final class Mailbox: Sendable {
    enum Letter: Sendable {
        case start(Exchange)
        case cancel(Exchange)
        /// Its flow held it, and may let pieces come now.
        case resume(Exchange)
        case stop
    }

    private struct State {
        var letters: [Letter] = []
        var wakeIsDue = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let multi: MultiPointer

    init(_ multi: MultiPointer) { self.multi = multi }

    /// Puts a letter in.
    ///
    /// False when the thread has ended: nobody will read it.
    func post(_ letter: Letter) -> Bool {
        state.withLock { state in
            if state.isClosed { return false }
            state.letters.append(letter)
            if state.wakeIsDue { return true }
            state.wakeIsDue = true
            // Under the lock, so that the thread cannot free the handle meanwhile.
            curl_multi_wakeup(multi.pointer)
            return true
        }
    }

    /// All letters since the last call.
    func take() -> [Letter] {
        state.withLock { state in
            state.wakeIsDue = false
            let letters = state.letters
            state.letters.removeAll(keepingCapacity: true)
            return letters
        }
    }

    /// Takes no more letters, and gives back those that nobody has read.
    func close() -> [Letter] {
        state.withLock { state in
            state.isClosed = true
            defer { state.letters = [] }
            return state.letters
        }
    }
}

/// A libcurl multi handle.
///
/// Everything but `curl_multi_wakeup` belongs to the curl thread alone, hence `@unchecked`.
struct MultiPointer: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}
