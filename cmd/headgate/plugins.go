package main

import "github.com/spf13/cobra"

func newPlugins() *cobra.Command { return &cobra.Command{Use: "plugins"} }
