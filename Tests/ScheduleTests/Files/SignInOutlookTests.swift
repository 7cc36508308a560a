import Schedule
import Testing
import Webex

/// Whether credentials will do for runs that nobody watches.
@Suite("The outlook of a sign-in")
struct SignInOutlookTests {
    private static let now: Int64 = 1_800_000_000_000
    private static let day: Int64 = 86_400_000

    private func outlook(
        client: String? = "C1",
        secret: String? = "S",
        access: Int64? = nil,
        refresh: Int64? = nil
    ) -> SignInOutlook {
        let credentials = Credentials(
            clientSecret: secret,
            accessToken: access.map { _ in "A" },
            refreshToken: refresh.map { _ in "R" },
            accessTokenExpires: access.map { Self.now + $0 },
            refreshTokenExpires: refresh.map { Self.now + $0 }
        )
        let profile = Profile(name: "acme", apiURL: "https://a", authURL: "https://b", clientID: client)
        return SignInOutlook(profile, credentials, now: Self.now)
    }

    @Test("one that is renewed and lasts is well, even while its access token has lapsed")
    func well() {
        let outlook = outlook(access: -1, refresh: 15 * Self.day)
        #expect(outlook.warning == nil && !outlook.isLost)
    }

    @Test("one that lapses within fourteen days is told, and is not lost yet")
    func soon() throws {
        let outlook = outlook(refresh: 13 * Self.day)
        #expect(
            try #require(outlook.warning).text == "the sign-in of profile acme lapses in 13 days" && !outlook.isLost
        )
        #expect(try #require(outlook.warning).hint.contains("patchbay login acme"))
    }

    @Test("one that has lapsed is lost, however good its access token still is")
    func lapsed() throws {
        let outlook = outlook(access: Self.day, refresh: -1)
        #expect(outlook.isLost)
        #expect(try #require(outlook.warning).text.hasPrefix("the sign-in of profile acme lapsed 20"))
    }

    @Test("one that nothing renews is told, and lost with its access token")
    func unrenewed() throws {
        for outlook in [outlook(access: Self.day), outlook(client: nil, access: 1, refresh: 30 * Self.day)] {
            #expect(!outlook.isLost && outlook.warning?.text.contains("cannot be renewed") == true)
        }
        for outlook in [outlook(), outlook(access: -1), outlook(secret: nil, refresh: 30 * Self.day)] {
            #expect(outlook.isLost && outlook.warning?.text == "profile acme is signed out")
        }
    }
}
