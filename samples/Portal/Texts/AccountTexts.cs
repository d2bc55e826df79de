namespace Mfa.Samples.Portal.Texts;

/// <summary>The texts of <c>AccountTexts.resx</c>, in every language.</summary>
internal sealed class AccountTexts;
