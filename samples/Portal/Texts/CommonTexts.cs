namespace Mfa.Samples.Portal.Texts;

/// <summary>The texts of <c>CommonTexts.resx</c>, in every language.</summary>
internal sealed class CommonTexts;
