using Mfa.Enrollments.Domain;
using Mfa.Realms;

namespace Mfa.Enrollments.Tests.Domain;

/// <summary>Every combination of what the gate looks at, against a table written by hand.</summary>
public sealed class EnrolmentGateTests
{
    private static readonly FirstEnrolmentProof[] Proofs = [FirstEnrolmentProof.None, FirstEnrolmentProof.Email, FirstEnrolmentProof.Signature];
    private static readonly bool[] Both = [false, true];

    public static TheoryData<bool, string?, bool, string, bool> Combinations => new(
        from owed in Both
        from method in new[] { null, "pwd", "sc", "rc" }
        from stepUp in Both
        from proof in Proofs
        from replaces in Both
        select (owed, method, stepUp, proof.ToString(), replaces));

    [Theory]
    [MemberData(nameof(Combinations))]
    public void TheGateDecidesAsTheTableSays(bool owed, string? method, bool stepUp, string proof, bool replaces)
    {
        var expected = (stepUp, method, owed || replaces, proof) switch
        {
            (true, _, _, _) => "allowed",
            (false, null, _, _) => "step-up-required",
            (false, "sc" or "rc", _, _) => "allowed",
            (false, _, true, "Signature") => "step-up signature revocation-code",
            (false, _, true, _) => "step-up revocation-code",
            (false, _, false, "None") => "allowed",
            (false, _, false, "Email") => "mail-first",
            (false, _, false, _) => "signature",
        };

        var decision = EnrolmentGate.Decide(owed, method, stepUp, Enum.Parse<FirstEnrolmentProof>(proof), replaces);

        Assert.Equal(expected, decision.Verdict switch
        {
            EnrolmentVerdict.Allowed => "allowed",
            EnrolmentVerdict.MailFirst => "mail-first",
            EnrolmentVerdict.StepUpRequired => "step-up-required",
            _ => string.Join(' ', decision.Accepts),
        });
    }

    [Theory]
    [InlineData("pwd", true)]
    [InlineData("sc", false)]
    [InlineData("rc", false)]
    [InlineData("anything new", true)]
    public void OnlySignatureAndRevocationSpareThePassword(string method, bool needed) => Assert.Equal(needed, SessionMethods.NeedsPassword(method));

    [Fact]
    public void AMethodNobodyKnowsIsNoMoreThanAPassword() =>
        Assert.Equal(EnrolmentVerdict.BootstrapRequired, EnrolmentGate.Decide(true, "new", false, FirstEnrolmentProof.None, false).Verdict);
}
