namespace Mfa.Samples.Portal.Texts;

/// <summary>The texts of <c>SigningTexts.resx</c>, in every language.</summary>
internal sealed class SigningTexts;
