import Host
import Journal
import Logging
import Synchronization
import Webex

/// How the sign-in of a profile stands after it was renewed, where that was due.
package struct SignInStanding: Sendable, Equatable {
    /// The profile's name.
    package var profile: String
    /// When the sign-in as a whole lapses, in milliseconds since 1970; nil when that is not known.
    package var lapses: Int64?
    /// What a person should know while there is time; nil for nothing.
    package var warning: String?

    package init(profile: String, lapses: Int64? = nil, warning: String? = nil) {
        self.profile = profile
        self.lapses = lapses
        self.warning = warning
    }
}

/// Keeps the sign-ins of the profiles that schedules use from lapsing, and tells of those that do all the same.
package final class SignInUpkeep: Sendable {
    /// Milliseconds between two looks.
    static let pace: Int64 = 3_600_000

    private let renew: @Sendable (String?) async throws -> SignInStanding
    private let store: any ScheduleStore
    private let clock: WallClock
    private let log: Logger
    private let heard: @Sendable (SignInStanding) -> Void
    /// What was told of each profile, so that it is told once.
    private let told = Mutex<[String: (line: String, cause: String)]>([:])

    /// - Parameters:
    ///   - store: where notices are entered.
    ///   - clock: when they are entered.
    ///   - log: hears what is to be said of a sign-in.
    ///   - heard: is told how each profile stands, each time.
    ///   - renew: takes the token of a profile, nil the usual one, which renews it where that is due.
    package init(
        store: any ScheduleStore,
        clock: WallClock,
        log: Logger,
        heard: @escaping @Sendable (SignInStanding) -> Void,
        renew: @escaping @Sendable (String?) async throws -> SignInStanding
    ) {
        self.store = store
        self.clock = clock
        self.log = log
        self.heard = heard
        self.renew = renew
    }

    /// Looks after the profiles of these schedules once.
    package func look(_ schedules: [ScheduleDefinition]) async {
        let users = Dictionary(grouping: schedules.filter { !$0.usesSimulator }, by: \.profile)
        for (profile, users) in users.sorted(by: { $0.key ?? "" < $1.key ?? "" }) {
            do {
                let standing = try await renew(profile)
                heard(standing)
                await tell(standing.warning, cause: standing.lapses.map { "\($0)" } ?? "refused", profile, users)
            } catch let error as WebexError where error.kind != .signedOut {
                guard error.kind != .cancelled else { return }
                // The service is away: the token does as long as it does, and there is another look.
                log.info("the sign-in of profile \(profile ?? "default") could not be looked at: \(error)")
            } catch {
                let hint = (error as? WebexError)?.hint.map { "; \($0)" } ?? ""
                await tell("\(error)\(hint)", cause: "failed", profile, users)
            }
        }
    }

    /// Tells in the log each time that something else is to be said, and people once for each cause.
    private func tell(
        _ warning: String?,
        cause: String,
        _ profile: String?,
        _ users: [ScheduleDefinition]
    ) async {
        let key = profile ?? ""
        guard let warning else { return told.withLock { $0[key] = nil } }
        let before = told.withLock { $0[key] }
        guard before?.line != warning else { return }
        log.warning("\(warning)")
        let channels = Dictionary(users.flatMap { user in user.notify.map { ($0, user.name) } }) { min($0, $1) }
        if before?.cause != cause, !channels.isEmpty {
            let now = clock.now()
            let notices = channels.sorted { $0.key < $1.key }.map { channel, schedule in
                ScheduleNotice(schedule: schedule, kind: .broken, channel: channel, text: warning, made: now)
            }
            do throws(JournalError) { try await store.enter(notices) } catch {
                // Told again by the next look.
                return log.error("what is to be told of a sign-in cannot be kept: \(error)")
            }
        }
        told.withLock { $0[key] = (warning, cause) }
    }
}
