namespace Mfa.Samples.Portal.Texts;

/// <summary>The texts of <c>ServiceTexts.resx</c>, in every language.</summary>
internal sealed class ServiceTexts;
