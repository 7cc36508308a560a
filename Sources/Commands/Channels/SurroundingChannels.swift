import Host
import Schedule
import Webex

extension Surroundings {
    /// What sends messages by channels: as the profiles that they name, with the secrets that they name.
    func channelSender() throws(HostError) -> ChannelSender {
        ChannelSender(secrets: try vault().secrets, redaction: redaction, environment: environment) { profile, body in
            // Made anew each time: a sign-in meanwhile counts, and nothing is held between two messages.
            let org = try RunOrg(profile: profile, settings: Self.messageSettings, self)
            do { try await body(try org.session(self)) } catch {
                await org.close()
                throw error
            }
            await org.close()
        }
    }

    /// Whoever sends has more to do than to wait for one channel, and tries again later.
    private static let messageSettings = SessionSettings(
        retries: RetryPolicy(patience: 10_000, maxWait: 10_000),
        tryTimeout: 20_000
    )
}
