"""The navigator: which codes the books offer for a mention."""
