import Journal
import Webex

extension RunRecord {
    /// Refuses to go on in one org with what was done in another.
    ///
    /// - Parameters:
    ///   - session: the org that the run's profile leads to now.
    ///   - hint: the way out.
    /// - Throws: `HostError` that names both orgs; `WebexError` where nobody is signed in.
    package func check(isOf session: Session, hint: String) async throws {
        guard let before = organization else { return }
        let now = try await session.organization()
        guard now != before else { return }
        throw HostError(
            .invalid,
            "run \(id)",
            "was begun in the org \(before), and the profile \(session.profile.name) is now that of \(now)",
            hint: hint
        )
    }
}
