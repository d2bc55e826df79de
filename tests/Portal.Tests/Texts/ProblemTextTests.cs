using System.Reflection;
using Mfa.Client;
using Mfa.Samples.Portal.Problems;

namespace Mfa.Samples.Portal.Tests.Texts;

/// <summary>Whatever the service answers, the person is told something: of each refusal what happened and what to do, of the rest that it was unexpected.</summary>
public sealed class ProblemTextTests
{
    private const string Area = "CommonTexts";

    /// <summary>What only a portal that asks wrongly gets to hear: no person can do anything about it.</summary>
    private static readonly string[] NeverShown =
    [
        ProblemCodes.Unauthorized, ProblemCodes.Forbidden, ProblemCodes.IdentifierTaken, ProblemCodes.IdempotencyKeyInProgress, ProblemCodes.IdempotencyKeyReused,
        ProblemCodes.BodyTooLarge, ProblemCodes.UnsupportedMediaType,
    ];

    /// <summary>As the contract lists them.</summary>
    private static readonly string[] SignatureReasons =
        ["not-cms", "wrong-content", "expired", "revoked", "untrusted", "key-usage", "weak", "no-identifier", "identifier-invalid"];

    private static readonly IReadOnlyDictionary<string, string> Texts = TextFiles.Find(Area, TextFiles.Neutral).Texts;

    [Fact]
    public void EveryProblemIsToldOrKnownNeverToBeShown()
    {
        var codes = typeof(ProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(codes.Order(StringComparer.Ordinal), ProblemNotice.Told.Concat(NeverShown).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryToldProblemHasAText() => Assert.All(ProblemNotice.Told, code => Assert.True(Texts.ContainsKey($"Problem.{code}"), code));

    [Fact]
    public void WhatIsNotToldHasATextForAll() => Assert.True(Texts.ContainsKey("Problem.unexpected"));

    [Fact]
    public void EveryReasonOfARefusedSignatureHasAText() =>
        Assert.All(SignatureReasons, reason =>
            Assert.True(ProblemNotice.Reasons.Contains(reason) && Texts.ContainsKey($"Problem.invalid-signature.{reason}"), reason));

    [Fact]
    public void EveryReasonOfAWeakPasswordHasAText() =>
        Assert.All(ProblemNotice.Reasons.Except(SignatureReasons, StringComparer.Ordinal), reason => Assert.True(Texts.ContainsKey($"Problem.weak-password.{reason}"), reason));

    [Fact]
    public void AClockThatIsOffIsToldInBothDirections() => Assert.All(["ahead", "behind"], way => Assert.True(Texts.ContainsKey($"Problem.invalid-code.{way}"), way));
}
